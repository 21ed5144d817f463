namespace McpRedis.Rdb;

/// <summary>What a server takes: whose numbers, and up to which version. Redis 7.0 is (Redis, 10), Valkey 8 (Valkey, 11), Valkey 9 (Valkey, 80).</summary>
internal readonly record struct RdbTarget(RdbFlavour Flavour, int Version);
