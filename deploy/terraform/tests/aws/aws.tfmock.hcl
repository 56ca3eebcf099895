# What tests of every AWS root take for granted: the cloud's answers that outputs and other resources read.
mock_data "aws_availability_zones" {
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_region" {
  defaults = { region = "us-east-1" }
}

mock_resource "aws_db_instance" {
  defaults = {
    address            = "database.test"
    port               = 5432
    master_user_secret = [{ kms_key_id = "key", secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:database", secret_status = "active" }]
  }
}

mock_resource "aws_elasticache_replication_group" {
  defaults = { primary_endpoint_address = "cache.test" }
}

mock_resource "aws_eks_cluster" {
  defaults = { endpoint = "https://cluster.test" }
}
