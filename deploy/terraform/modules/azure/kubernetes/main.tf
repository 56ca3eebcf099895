# Without authorised networks the cluster is private, which the test asserts; trivy sees only an empty list.
#trivy:ignore:AVD-AZU-0041
resource "azurerm_kubernetes_cluster" "this" {
  name                = var.name
  location            = var.location
  resource_group_name = var.resource_group_name
  dns_prefix          = var.name
  kubernetes_version  = var.kubernetes_version

  private_cluster_enabled           = length(var.authorized_ip_ranges) == 0
  local_account_disabled            = true
  role_based_access_control_enabled = true
  azure_policy_enabled              = true
  oidc_issuer_enabled               = true
  workload_identity_enabled         = true
  automatic_upgrade_channel         = "patch"
  node_os_upgrade_channel           = "NodeImage"
  sku_tier                          = "Standard"

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled     = true
    admin_group_object_ids = var.admin_group_object_ids
  }

  dynamic "api_server_access_profile" {
    for_each = length(var.authorized_ip_ranges) > 0 ? [1] : []
    content {
      authorized_ip_ranges = var.authorized_ip_ranges
    }
  }

  default_node_pool {
    name                        = "main"
    vm_size                     = var.nodes.vm_size
    vnet_subnet_id              = var.subnet_id
    zones                       = var.nodes.zones
    auto_scaling_enabled        = true
    min_count                   = var.nodes.min_count
    max_count                   = var.nodes.max_count
    host_encryption_enabled     = true
    os_disk_type                = "Ephemeral"
    temporary_name_for_rotation = "rotation"
    # One node at a time: several silos that stop at once upset Orleans' directory.
    upgrade_settings {
      max_surge = "1"
    }
  }

  identity {
    type = "SystemAssigned"
  }

  # The API server's certificate store is encrypted by the platform; Secrets come from the vault through external-secrets.
  key_vault_secrets_provider {
    secret_rotation_enabled = true
  }

  # Overlay: pods have addresses of their own. Cilium enforces NetworkPolicy objects.
  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
    outbound_type       = "userAssignedNATGateway"
    load_balancer_sku   = "standard"
  }

  oms_agent {
    log_analytics_workspace_id      = var.log_workspace_id
    msi_auth_for_monitoring_enabled = true
  }
}

resource "azurerm_kubernetes_cluster_node_pool" "spot" {
  count                   = var.nodes.spot_max_count > 0 ? 1 : 0
  name                    = "spot"
  kubernetes_cluster_id   = azurerm_kubernetes_cluster.this.id
  vm_size                 = var.nodes.spot_vm_size
  vnet_subnet_id          = var.subnet_id
  zones                   = var.nodes.zones
  priority                = "Spot"
  eviction_policy         = "Delete"
  spot_max_price          = -1
  auto_scaling_enabled    = true
  min_count               = 0
  max_count               = var.nodes.spot_max_count
  host_encryption_enabled = true
  node_labels             = { "kubernetes.azure.com/scalesetpriority" = "spot", "NodeGroup" = "spot" }
  node_taints             = ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]
}
