data "azurerm_client_config" "current" {}

locals {
  name = "${var.project_name}-${var.environment}"
}

resource "azurerm_resource_group" "this" {
  name     = local.name
  location = var.location
  tags     = var.tags
}

module "network" {
  source              = "../network"
  name                = local.name
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  vnet_cidr           = var.vnet_cidr
}

module "kubernetes" {
  source                 = "../kubernetes"
  name                   = local.name
  location               = azurerm_resource_group.this.location
  resource_group_name    = azurerm_resource_group.this.name
  kubernetes_version     = var.kubernetes.version
  subnet_id              = module.network.node_subnet_id
  authorized_ip_ranges   = var.kubernetes.authorized_ip_ranges
  admin_group_object_ids = var.kubernetes.admin_group_object_ids
  nodes                  = var.kubernetes.nodes
  log_workspace_id       = module.monitoring.log_workspace_id
}

module "database" {
  source              = "../database"
  name                = local.name
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  subnet_id           = module.network.database_subnet_id
  dns_zone_id         = module.network.dns_zone_ids["database"]
  key_vault_id        = azurerm_key_vault.this.id
  database_name       = var.database.name
  username            = var.database.username
  runtime             = var.database.runtime
  engine_version      = var.database.engine_version
  password_version    = var.database.password_version
  server              = var.database.server
  connections         = var.database.connections
  depends_on          = [azurerm_role_assignment.vault]
}

module "cache" {
  source              = "../cache"
  name                = local.name
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  endpoint_subnet_id  = module.network.endpoint_subnet_id
  dns_zone_id         = module.network.dns_zone_ids["redis"]
  cache               = var.cache
}

module "storage" {
  source              = "../storage"
  name                = local.name
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  account_name        = substr(replace("${local.name}${var.storage.suffix}", "-", ""), 0, 24)
  endpoint_subnet_id  = module.network.endpoint_subnet_id
  dns_zone_id         = module.network.dns_zone_ids["blob"]
  replication         = var.storage.replication
}

module "monitoring" {
  source                   = "../monitoring"
  name                     = local.name
  location                 = azurerm_resource_group.this.location
  resource_group_name      = azurerm_resource_group.this.name
  alert_emails             = var.alert_emails
  database_server_id       = module.database.server_id
  database_max_connections = var.database.connections.max
}

resource "azurerm_key_vault" "this" {
  name                          = substr(replace("${local.name}${var.storage.suffix}", "-", ""), 0, 24)
  location                      = azurerm_resource_group.this.location
  resource_group_name           = azurerm_resource_group.this.name
  tenant_id                     = data.azurerm_client_config.current.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = length(var.vault_ip_ranges) > 0

  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
    ip_rules       = var.vault_ip_ranges
  }
}

resource "azurerm_private_endpoint" "vault" {
  name                = "${local.name}-vault"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
  subnet_id           = module.network.endpoint_subnet_id

  private_service_connection {
    name                           = "vault"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }
  private_dns_zone_group {
    name                 = "vault"
    private_dns_zone_ids = [module.network.dns_zone_ids["vault"]]
  }
}

# Whoever applies this writes secrets; external-secrets reads them.
resource "azurerm_role_assignment" "vault" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets Officer"
  principal_id         = data.azurerm_client_config.current.object_id
}

resource "azurerm_user_assigned_identity" "secrets" {
  name                = "${local.name}-secrets"
  location            = azurerm_resource_group.this.location
  resource_group_name = azurerm_resource_group.this.name
}

resource "azurerm_federated_identity_credential" "secrets" {
  name                      = "external-secrets"
  user_assigned_identity_id = azurerm_user_assigned_identity.secrets.id
  issuer                    = module.kubernetes.oidc_issuer_url
  subject                   = "system:serviceaccount:external-secrets:external-secrets"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "secrets" {
  scope                = azurerm_key_vault.this.id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.secrets.principal_id
}

module "jwt" {
  source = "../../password"
}

resource "azurerm_key_vault_secret" "jwt" {
  name             = "jwt-secret-key"
  key_vault_id     = azurerm_key_vault.this.id
  content_type     = "JWT_SECRET_KEY"
  value_wo         = module.jwt.value
  value_wo_version = var.jwt_key_version
  depends_on       = [azurerm_role_assignment.vault]
}
