mock_provider "aws" {
  source = "../../../tests/aws"
}

variables {
  cluster_name       = "tests"
  kubernetes_version = "1.34"
  subnet_ids         = ["subnet-1", "subnet-2"]
  log_key_arn        = "arn:aws:kms:us-east-1:123456789012:key/tests"
  node_groups        = { main = {} }
}

run "private_without_networks" {
  command = plan
  assert {
    condition     = !aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "The API server is public."
  }
  assert {
    condition     = aws_launch_template.node["main"].metadata_options[0].http_tokens == "required"
    error_message = "Nodes answer IMDSv1."
  }
}

run "roles_of_two_regions_do_not_clash" {
  command = plan
  assert {
    condition     = alltrue([for role in concat([aws_iam_role.cluster, aws_iam_role.node], values(aws_iam_role.service)) : startswith(role.name, "tests-us-east-1-")])
    error_message = "Names of roles are unique in an account: without the region, two regions clash."
  }
  assert {
    condition     = aws_eks_node_group.this["main"].labels["NodeGroup"] == "main"
    error_message = "The label that components/spot-api prefers is missing."
  }
}

run "not_open_to_the_world" {
  command = plan
  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.public_access_cidrs]
}

run "silos_are_not_on_spot_nodes" {
  command = plan
  variables {
    node_groups = { main = {}, spot = { capacity_type = "SPOT" } }
  }
  expect_failures = [var.node_groups]
}

run "sizes_are_in_order" {
  command = plan
  variables {
    node_groups = { main = { min_size = 4, desired_size = 3 } }
  }
  expect_failures = [var.node_groups]
}
