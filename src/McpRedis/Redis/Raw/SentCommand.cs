using System.Buffers.Text;

namespace McpRedis.Redis.Raw;

/// <summary>The words of a command that <see cref="RespCommandWriter"/> encoded, where they lie.</summary>
internal ref struct SentCommand(ReadOnlySpan<byte> encoded)
{
    private ReadOnlySpan<byte> _rest = encoded[(encoded.IndexOf((byte)'\n') + 1)..];

    /// <summary>The next word; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_rest.IsEmpty)
        {
            return default;
        }
        _ = Utf8Parser.TryParse(_rest[1..], out int length, out int digits);
        var word = _rest.Slice(digits + 3, length);
        _rest = _rest[(digits + 3 + length + 2)..];
        return word;
    }

    /// <summary>The word so many places after the first: 1 is the key of RESTORE.</summary>
    public static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> encoded, int place)
    {
        var words = new SentCommand(encoded);
        for (int i = 0; i < place; i++)
        {
            words.Next();
        }
        return words.Next();
    }
}
