namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>The classes that share the servers, and so run one after another.</summary>
[CollectionDefinition(nameof(EngineServers))]
public sealed class EngineServersGroup : ICollectionFixture<EngineServers>;
