namespace McpRedis.Catalogue;

/// <summary>Families of tools, switched on and off together. A new family adds one line here.</summary>
internal enum Toolset
{
    Connections,
    Keys,
    Strings,
    Hashes,
    Lists,
    Sets,
    SortedSets,
    Pubsub,
    Server,
    Admin,
    Migration,
    Commands,

    // Off until asked for.
    Streams,
    Transactions,
    Scripting,
    Bits,
    Geo,
    Hyperloglog,
    Json,
    Search,
    Vectors,
    Timeseries,
    Config,
    Analysis,
    Clients,
    Latency,
    Monitor,
    Cluster,
}
