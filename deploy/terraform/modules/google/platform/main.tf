locals {
  name = "${var.project_name}-${var.environment}"
}

module "network" {
  source = "../network"
  name   = local.name
  region = var.region
  cidr   = var.cidr
}

module "kubernetes" {
  source              = "../kubernetes"
  name                = local.name
  region              = var.region
  project_id          = var.project_id
  kubernetes_version  = var.kubernetes.version
  network_id          = module.network.network_id
  subnetwork_id       = module.network.subnetwork_id
  authorized_networks = var.kubernetes.authorized_networks
  node_pools          = var.kubernetes.node_pools
}

module "database" {
  source              = "../database"
  name                = local.name
  region              = var.region
  network_id          = module.network.network_id
  managed_range       = module.network.managed_range
  database_name       = var.database.name
  username            = var.database.username
  runtime             = var.database.runtime
  engine_version      = var.database.engine_version
  password_version    = var.database.password_version
  instance            = var.database.instance
  connections         = var.database.connections
  deletion_protection = var.database.deletion_protection
}

module "cache" {
  source        = "../cache"
  name          = local.name
  region        = var.region
  network_id    = module.network.network_id
  managed_range = module.network.managed_range
  instance      = var.cache
}

module "storage" {
  source   = "../storage"
  name     = local.name
  region   = var.region
  bucket   = "${local.name}-${var.storage.suffix}"
  location = coalesce(var.storage.location, var.region)
}

module "monitoring" {
  source                   = "../monitoring"
  name                     = local.name
  alert_emails             = var.alert_emails
  database_max_connections = var.database.connections.max
}

module "jwt" {
  source = "../../password"
}

resource "google_secret_manager_secret" "jwt" {
  secret_id = "${local.name}-jwt-secret-key"
  replication {
    auto {}
  }
}

resource "google_secret_manager_secret_version" "jwt" {
  secret                 = google_secret_manager_secret.jwt.id
  secret_data_wo         = module.jwt.value
  secret_data_wo_version = var.jwt_key_version
}

# external-secrets reads what the platform needs, by Workload Identity, and nothing else.
resource "google_secret_manager_secret_iam_member" "external_secrets" {
  for_each  = { database = module.database.runtime_secret, owner = module.database.secret, jwt = google_secret_manager_secret.jwt.id }
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${module.kubernetes.workload_pool}[external-secrets/external-secrets]"
}
