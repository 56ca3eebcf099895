terraform {
  required_version = ">= 1.11"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.70"
    }
  }

  # The account is named at init: terraform init -backend-config="storage_account_name=..." -backend-config="resource_group_name=..."
  backend "azurerm" {
    container_name   = "tfstate"
    key              = "retail-grains/staging/terraform.tfstate"
    use_azuread_auth = true
  }
}

provider "azurerm" {
  storage_use_azuread = true
  features {}
}
