output "bucket" {
  description = "Name of the bucket (AWS_S3_BUCKET)."
  value       = aws_s3_bucket.this["lake"].id
}

output "bucket_arn" {
  description = "The bucket, for policies."
  value       = aws_s3_bucket.this["lake"].arn
}

output "key_arn" {
  description = "Key that encrypts the objects."
  value       = aws_kms_key.this["lake"].arn
}
