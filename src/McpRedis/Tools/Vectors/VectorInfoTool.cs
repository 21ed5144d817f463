using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_info", "Describe a vector set", Toolset.Vectors, Risk.Read, "VINFO")]
internal sealed class VectorInfoTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Size, dimension and quantization of a vector set.</summary>
    /// <param name="key">Vector set.</param>
    /// <returns>Facts of the set.</returns>
    /// <exception cref="Fault">key_not_found: no such vector set.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/vinfo/"/>
    public async Task<VectorFacts> RunAsync(byte[] key, CancellationToken cancellationToken = default)
    {
        // quant-type int8, vector-dim 3, size 2, max-level 0, attributes-count 0, vset-uid 1, hnsw-max-node-uid 2 …
        var info = await redis.ExecuteAsync(RedisCommand.Of("VINFO").Key(key), cancellationToken);
        if (info.IsNull || info.Count == 0)
        {
            throw new Fault(ErrorCode.KeyNotFound, "The vector set does not exist.", "Find keys with redis_key_scan.");
        }
        return new(
            budget.Echo(key), Number(info, "size") ?? 0, Number(info, "vector-dim") ?? 0, Greeting.Field(info, "quant-type").Text,
            Number(info, "attributes-count"), Number(info, "max-level"));
    }

    private static long? Number(RespValue info, string name) => Greeting.Field(info, name) is { IsNull: false } value ? value.Integer : null;
}

/// <param name="Key">Vector set.</param>
/// <param name="Total">Members.</param>
/// <param name="Dimension">Numbers in a vector.</param>
/// <param name="Quantization">How vectors are kept: f32, int8 or bin.</param>
/// <param name="WithAttributes">Members with attributes; null when the server does not tell.</param>
/// <param name="MaxLevel">Highest layer of the graph; null when the server does not tell.</param>
internal sealed record VectorFacts(RedisText Key, long Total, long Dimension, string Quantization, long? WithAttributes, long? MaxLevel);
