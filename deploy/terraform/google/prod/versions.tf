terraform {
  required_version = ">= 1.11"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.40, < 8.0"
    }
  }

  # The bucket is named at init: terraform init -backend-config="bucket=..."
  backend "gcs" {
    prefix = "retail-grains/prod"
  }
}

provider "google" {
  project = var.project_id
  region  = var.region
  default_labels = {
    project     = "retail-grains"
    environment = "prod"
    managed-by  = "terraform"
    cost-center = var.cost_center
  }
}
