data "aws_region" "current" {}

locals {
  replicated = var.replica_region != null
  regions = merge(
    { lake = { bucket = var.bucket, region = data.aws_region.current.region } },
    local.replicated ? { replica = { bucket = "${var.bucket}-replica", region = var.replica_region } } : {},
  )
}

resource "aws_kms_key" "this" {
  for_each                = local.regions
  region                  = each.value.region
  description             = "Objects of ${each.value.bucket}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_s3_bucket" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = each.value.bucket
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each                = local.regions
  region                  = each.value.region
  bucket                  = aws_s3_bucket.this[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = aws_s3_bucket.this[each.key].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = aws_s3_bucket.this[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = aws_s3_bucket.this[each.key].id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.this[each.key].arn
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = aws_s3_bucket.this[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this[each.key].arn, "${aws_s3_bucket.this[each.key].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.regions
  region   = each.value.region
  bucket   = aws_s3_bucket.this[each.key].id

  rule {
    id     = "data_lifecycle"
    status = "Enabled"
    filter {
      prefix = ""
    }
    transition {
      days          = var.lifecycle_rules.infrequent_days
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = var.lifecycle_rules.glacier_days
      storage_class = "GLACIER"
    }
    transition {
      days          = var.lifecycle_rules.deep_archive_days
      storage_class = "DEEP_ARCHIVE"
    }
    noncurrent_version_expiration {
      noncurrent_days = var.lifecycle_rules.noncurrent_expiration_days
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = var.lifecycle_rules.abort_multipart_upload_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_iam_role" "replication" {
  count = local.replicated ? 1 : 0
  name  = "${var.bucket}-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = local.replicated ? 1 : 0
  name  = "replicate"
  role  = aws_iam_role.replication[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = aws_s3_bucket.this["lake"].arn
      },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = "${aws_s3_bucket.this["lake"].arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
        Resource = "${aws_s3_bucket.this["replica"].arn}/*"
      },
      { Effect = "Allow", Action = ["kms:Decrypt"], Resource = aws_kms_key.this["lake"].arn },
      { Effect = "Allow", Action = ["kms:Encrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.this["replica"].arn },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count  = local.replicated ? 1 : 0
  bucket = aws_s3_bucket.this["lake"].id
  role   = aws_iam_role.replication[0].arn

  rule {
    id     = "all"
    status = "Enabled"
    filter {
      prefix = ""
    }
    delete_marker_replication {
      status = "Enabled"
    }
    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }
    destination {
      bucket        = aws_s3_bucket.this["replica"].arn
      storage_class = "STANDARD_IA"
      encryption_configuration {
        replica_kms_key_id = aws_kms_key.this["replica"].arn
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
