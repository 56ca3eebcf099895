#!/usr/bin/env bash
# Reads `terraform output -json platform` of deploy/terraform/aws from standard input, and writes where the secrets are: as
# k8s/components/external-secrets-aws/platform.env, or with --helm as values of the chart. It writes names, no secrets.
#
#   terraform -chdir=deploy/terraform/aws/prod output -json platform | deploy/scripts/aws-secrets.sh > k8s/components/external-secrets-aws/platform.env
#   terraform -chdir=deploy/terraform/aws/prod output -json platform | deploy/scripts/aws-secrets.sh --helm > values-secrets.yaml
set -euo pipefail

case "${1:-}" in
    "") helm=false ;;
    --helm) helm=true ;;
    *) echo "usage: aws-secrets.sh [--helm] < PLATFORM.json" >&2; exit 2 ;;
esac

jq --raw-output --argjson helm "$helm" '
    def secret(name): .[name] // "" | if test("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+$") then .
        else error("\(name) is no ARN of a secret: is this the output of deploy/terraform/aws?") end;
    {
        region: (secret("jwt_secret") | split(":")[3]),
        databaseSecret: secret("database_secret"),
        databaseOwnerSecret: secret("database_owner_secret"),
        redisSecret: secret("redis_secret"),
        jwtSecret: secret("jwt_secret")
    }
    | if $helm then { secrets: { externalSecrets: { enabled: true, provider: "aws", aws: . } } }
      else "AWS_REGION=\(.region)", "DATABASE_SECRET=\(.databaseSecret)", "DATABASE_OWNER_SECRET=\(.databaseOwnerSecret)",
          "REDIS_SECRET=\(.redisSecret)", "JWT_SECRET=\(.jwtSecret)" end'
