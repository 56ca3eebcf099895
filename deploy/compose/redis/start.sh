#!/bin/sh
# Two users, and none without a name: app for silos and APIs, producer for programs that write to the streams.
set -eu
umask 077
cat > /tmp/users.acl << ACL
user default off
user app on >$(cat /run/secrets/redis_app_password) ~* &* +@all -@admin -@dangerous +info
user producer on >$(cat /run/secrets/redis_producer_password) ~sales:* &* -@all +@connection -select +info +xadd +xlen +subscribe
ACL
exec redis-server /usr/local/etc/redis/redis.conf --aclfile /tmp/users.acl
