using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Search;

[RedisTool("redis_search_create", "Create an index", Toolset.Search, Risk.Write, "FT.CREATE")]
internal sealed class SearchCreateTool(IRedisGateway redis)
{
    /// <summary>Create a search index over hashes or JSON documents.</summary>
    /// <param name="index">Index.</param>
    /// <param name="prefixes">Of the keys.</param>
    /// <param name="fields">path: hash field or JSONPath. dimension: of a vector.</param>
    /// <param name="type">Default hash.</param>
    /// <returns>The index is built in the background.</returns>
    /// <exception cref="Fault">conflict: the index exists.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ft.create/"/>
    public async Task<SearchIndex> RunAsync(
        string index, [Items(1, 50)] byte[][] prefixes, [Items(1, 100)] IndexField[] fields, DocumentType type = DocumentType.Hash, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("FT.CREATE").Arg(index).Arg("ON").Arg(type == DocumentType.Json ? "JSON" : "HASH").Arg("PREFIX").Arg(prefixes.Length);
        command.Args(prefixes.Select(prefix => (ReadOnlyMemory<byte>)prefix)).Arg("SCHEMA");
        for (int i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            if (field.Dimension is not null != (field.Type == FieldType.Vector) || field.Dimension is < 1 or > 32768)
            {
                throw Fault.Argument($"fields[{i}].dimension", "goes with type vector, which needs it: 1 to 32768.");
            }
            command.Arg(field.Path);
            if (field.Name is { } name)
            {
                command.Arg("AS").Arg(name);
            }
            command.Arg(field.Type.ToString().ToUpperInvariant());
            if (field.Dimension is { } dimension)
            {
                command.Arg("HNSW").Arg(6).Arg("TYPE").Arg("FLOAT32").Arg("DIM").Arg(dimension).Arg("DISTANCE_METRIC").Arg("COSINE");
            }
            if (field.Sortable)
            {
                command.Arg("SORTABLE");
            }
        }
        await SearchReplies.RunAsync(redis, command, cancellationToken);
        return new(index);
    }
}

internal sealed record IndexField(string Path, FieldType Type, string? Name = null, bool Sortable = false, int? Dimension = null);

/// <summary>How a field is indexed.</summary>
internal enum FieldType
{
    Text,
    Tag,
    Numeric,
    Geo,
    Vector,
}

/// <summary>What documents are.</summary>
internal enum DocumentType
{
    Hash,
    Json,
}

/// <param name="Index">Index.</param>
internal sealed record SearchIndex(string Index);
