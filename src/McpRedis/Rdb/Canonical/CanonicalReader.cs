using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>Makes the canonical form of values. Keeps buffers; not for concurrent use.</summary>
/// <param name="keys">The same for both sides of a comparison.</param>
internal sealed class CanonicalReader(CanonicalKeys keys)
{
    private readonly DecodeBuffers _buffers = new();

    /// <param name="value">Of any type but those that only a file has.</param>
    /// <param name="nowMs">Fields whose TTL is over by then are gone, also where the server has not removed them yet.</param>
    /// <exception cref="RdbFormatException">The bytes are not what the type says, or nothing that can be read.</exception>
    public CanonicalForm Read(in TypedValue value, long nowMs)
    {
        _buffers.Trim();
        RdbShape shape = value.Type.Shape();
        if (shape is RdbShape.Module or RdbShape.Unknown)
        {
            return Opaque(value, shape);
        }
        (long count, long ttls) = (0, 0);
        CanonicalDigest content = default, ttlContent = default;
        var elements = new NamedElements(value, keys, _buffers, nowMs);
        while (elements.MoveNext())
        {
            count++;
            content += elements.Content;
            if (elements.ExpireAtMs != RdbElements.NoExpiry)
            {
                ttls++;
                ttlContent += elements.Expiry();
            }
        }
        return new CanonicalForm
        {
            Shape = shape,
            Count = count,
            Content = content,
            FieldTtls = ttls,
            FieldTtlContent = ttlContent,
            Stream = shape == RdbShape.Stream ? StreamForm.Of(elements.State(), keys) : null,
        };
    }

    // What modules write is known to them alone, but not how the server stored its strings: compressed here and plain there is the same.
    private CanonicalForm Opaque(in TypedValue value, RdbShape shape)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Number((ulong)value.Type);
        if (shape == RdbShape.Module)
        {
            HashItems(value.Value, ref hash);
        }
        else
        {
            hash.Text(value.Value);
        }
        return new CanonicalForm { Shape = shape, Count = 1, Content = hash.Finish() };
    }

    // len id of the type; then items, each a len that says what follows: 1, 2 a len, 3 a float, 4 a double, 5 a string, 0 nothing more
    private void HashItems(ReadOnlySpan<byte> value, ref ElementHash hash)
    {
        var reader = new ValueReader(value);
        hash.Number(reader.Length());
        for (ulong kind = reader.Length(); kind != 0; kind = reader.Length())
        {
            hash.Number(kind);
            hash.Text(kind switch
            {
                3 => reader.Bytes(sizeof(float)),
                4 => reader.Bytes(sizeof(double)),
                5 => reader.String().Decode(ref _buffers.Value),
                _ => [],
            });
            hash.Number(kind switch
            {
                1 or 2 => reader.Length(),
                <= 5 => 0,
                _ => throw reader.Wrong($"an item of a module of kind {kind}"),
            });
        }
        reader.End();
    }
}
