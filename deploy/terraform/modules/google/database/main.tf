locals {
  flags = {
    max_connections            = tostring(var.connections.max)
    log_checkpoints            = "on"
    log_connections            = "on"
    log_disconnections         = "on"
    log_lock_waits             = "on"
    log_temp_files             = "0"
    log_min_duration_statement = "1000"
  }
}

module "password" {
  source = "../../password"
}

# ssl_mode = ENCRYPTED_ONLY requires TLS; trivy looks for its predecessor, require_ssl.
#trivy:ignore:AVD-GCP-0015
resource "google_sql_database_instance" "this" {
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_${var.engine_version}"
  deletion_protection = var.deletion_protection

  settings {
    tier                        = var.instance.tier
    edition                     = var.instance.edition
    availability_type           = var.instance.regional ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.instance.disk_size
    disk_autoresize             = true
    deletion_protection_enabled = var.deletion_protection

    ip_configuration {
      ipv4_enabled       = false
      private_network    = var.network_id
      allocated_ip_range = var.managed_range
      ssl_mode           = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "03:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = min(var.instance.retention_days, 7)
      backup_retention_settings {
        retained_backups = var.instance.retention_days
      }
    }

    maintenance_window {
      day          = 7
      hour         = 4
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled = true
    }

    dynamic "database_flags" {
      for_each = local.flags
      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }

  lifecycle {
    # The disk grows by itself.
    ignore_changes = [settings[0].disk_size]
  }
}

# ssl_mode = ENCRYPTED_ONLY requires TLS; trivy looks for its predecessor, require_ssl.
#trivy:ignore:AVD-GCP-0015
resource "google_sql_database_instance" "replica" {
  count                = var.instance.read_replicas
  name                 = "${var.name}-replica-${count.index + 1}"
  region               = var.region
  database_version     = "POSTGRES_${var.engine_version}"
  master_instance_name = google_sql_database_instance.this.name
  deletion_protection  = var.deletion_protection

  settings {
    tier            = var.instance.tier
    edition         = var.instance.edition
    disk_type       = "PD_SSD"
    disk_autoresize = true

    ip_configuration {
      ipv4_enabled       = false
      private_network    = var.network_id
      allocated_ip_range = var.managed_range
      ssl_mode           = "ENCRYPTED_ONLY"
    }

    dynamic "database_flags" {
      for_each = local.flags
      content {
        name  = database_flags.key
        value = database_flags.value
      }
    }
  }
}

resource "google_sql_database" "this" {
  name     = var.database_name
  instance = google_sql_database_instance.this.name
  charset  = "UTF8"
}

resource "google_sql_user" "this" {
  name                = var.username
  instance            = google_sql_database_instance.this.name
  password_wo         = module.password.value
  password_wo_version = var.password_version
  deletion_policy     = "ABANDON"
}

module "runtime_password" {
  source = "../../password"
}

# The user of silos and APIs: it owns nothing.
resource "google_secret_manager_secret" "runtime" {
  secret_id = "${var.name}-database-url"
  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "runtime" {
  secret                 = google_secret_manager_secret.runtime.id
  secret_data_wo         = "postgresql://${var.runtime.username}:${module.runtime_password.value}@${google_sql_database_instance.this.private_ip_address}:5432/${var.database_name}?sslmode=require"
  secret_data_wo_version = var.runtime.password_version
}

resource "google_secret_manager_secret" "this" {
  secret_id = "${var.name}-migration-database-url"
  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "this" {
  secret                 = google_secret_manager_secret.this.id
  secret_data_wo         = "postgresql://${var.username}:${module.password.value}@${google_sql_database_instance.this.private_ip_address}:5432/${var.database_name}?sslmode=require"
  secret_data_wo_version = var.password_version
}
