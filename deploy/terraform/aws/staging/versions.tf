terraform {
  required_version = ">= 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.60"
    }
  }

  # The bucket is named at init: terraform init -backend-config="bucket=..." -backend-config="region=..."
  backend "s3" {
    key          = "retail-grains/staging/terraform.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = {
      Project     = "retail-grains"
      Environment = "staging"
      ManagedBy   = "Terraform"
      CostCenter  = var.cost_center
    }
  }
}
