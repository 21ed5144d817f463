using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpRedis.Guard;

/// <summary>Who calls what, where and with what: a confirmation holds for this and nothing else.</summary>
/// <param name="Arguments">As sent. The order of members says nothing; every value counts as it is written.</param>
internal sealed record CallIdentity(string Principal, string? Connection, int? Database, string Tool, IDictionary<string, JsonElement>? Arguments)
{
    /// <summary>The arguments that confirm, and so are not part of what is confirmed.</summary>
    public const string TokenArgument = "confirmToken", TargetArgument = "confirmTarget";

    /// <summary>Half a SHA-256 over all of it.</summary>
    public Guid Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Text(hash, Principal);
        Text(hash, Connection);
        Number(hash, Database ?? -1);
        Text(hash, Tool);
        var members = (Arguments ?? new Dictionary<string, JsonElement>())
            .Where(m => m.Key is not (TokenArgument or TargetArgument)).OrderBy(m => m.Key, StringComparer.Ordinal).ToArray();
        Number(hash, members.Length);
        foreach (var (name, value) in members)
        {
            Text(hash, name);
            Value(hash, value);
        }
        return Half(hash);
    }

    /// <summary>The first 128 bits.</summary>
    public static Guid Half(IncrementalHash hash) => new(hash.GetHashAndReset().AsSpan(0, 16), bigEndian: true);

    // Every piece goes in with its kind and its length, so that no two calls share a stream of bytes.
    private static void Value(IncrementalHash hash, JsonElement value)
    {
        Number(hash, (int)value.ValueKind);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
                Number(hash, members.Length);
                foreach (var member in members)
                {
                    Text(hash, member.Name);
                    Value(hash, member.Value);
                }
                break;
            case JsonValueKind.Array:
                Number(hash, value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Value(hash, item);
                }
                break;
            case JsonValueKind.String:
                Text(hash, StringOf(value));
                break;
            default:
                Text(hash, value.GetRawText());
                break;
        }
    }

    private static string StringOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();   // half of a surrogate pair: the tool will refuse it
        }
    }

    private static void Text(IncrementalHash hash, string? text)
    {
        Number(hash, text is null ? -1 : text.Length);
        hash.AppendData(Encoding.Unicode.GetBytes(text ?? ""));
    }

    private static void Number(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
