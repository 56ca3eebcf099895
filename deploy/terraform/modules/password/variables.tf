variable "length" {
  description = "Number of letters and digits."
  type        = number
  default     = 64
  validation {
    condition     = var.length >= 32 && var.length <= 128
    error_message = "length must be 32 to 128."
  }
}
