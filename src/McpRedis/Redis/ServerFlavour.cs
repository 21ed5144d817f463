namespace McpRedis.Redis;

/// <summary>Which product answers. Each tells a Redis version of its own choosing beside its true one.</summary>
internal enum ServerFlavour
{
    Unknown,
    Redis,
    Valkey,
    Garnet,
    KeyDb,
    Dragonfly,
}

/// <summary>How keys are spread.</summary>
internal enum ServerMode
{
    Unknown,
    Standalone,
    Cluster,
    Sentinel,
}

/// <summary>Replication role of the node we write to.</summary>
internal enum ServerRole
{
    Unknown,
    Master,
    Replica,
    Sentinel,
}
