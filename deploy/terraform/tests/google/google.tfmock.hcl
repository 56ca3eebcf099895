# What tests of every Google root take for granted.
mock_data "google_project" {
  defaults = { number = "123456789012" }
}
