output "bucket" {
  description = "Account and container of the lake."
  value       = "${azurerm_storage_account.this.name}/${azurerm_storage_container.lake.name}"
}
