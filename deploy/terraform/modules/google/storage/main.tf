locals {
  classes = {
    NEARLINE = var.lifecycle_rules.nearline_days
    COLDLINE = var.lifecycle_rules.coldline_days
    ARCHIVE  = var.lifecycle_rules.archive_days
  }
}

data "google_storage_project_service_account" "this" {}

resource "google_kms_key_ring" "this" {
  name     = "${var.name}-lake"
  location = lower(var.location)
}

resource "google_kms_crypto_key" "this" {
  name            = "lake"
  key_ring        = google_kms_key_ring.this.id
  rotation_period = "7776000s"
  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key_iam_member" "this" {
  crypto_key_id = google_kms_crypto_key.this.id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${data.google_storage_project_service_account.this.email_address}"
}

resource "google_storage_bucket" "this" {
  name                        = var.bucket
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  labels                      = { region = var.region }

  versioning {
    enabled = true
  }

  encryption {
    default_kms_key_name = google_kms_crypto_key.this.id
  }

  dynamic "lifecycle_rule" {
    for_each = local.classes
    content {
      action {
        type          = "SetStorageClass"
        storage_class = lifecycle_rule.key
      }
      condition {
        age = lifecycle_rule.value
      }
    }
  }
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = var.lifecycle_rules.noncurrent_expiration_days
    }
  }
  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 7
    }
  }

  depends_on = [google_kms_crypto_key_iam_member.this]
}
