using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Auth.Tokens;

/// <summary>One entry of a tokens file. Only <c>name</c> and <c>sha256</c> are required; access is <c>read</c> when left out.</summary>
/// <param name="place">What begins a mistake in this entry.</param>
internal sealed class TokenEntry(string place, IReadOnlyCollection<string> connections, List<string> mistakes)
{
    /// <summary>Names a principal of another kind has; nobody takes them.</summary>
    private static readonly string[] Reserved = [StaticTokens.SingleName, "local", "anonymous"];

    private static readonly string[] Keys = ["name", "sha256", "access", "connections", "keyPrefixes", "rate", "expires"];

    private static readonly string[] AccessWords = ["read", "write", "full"];

    private static readonly byte[] DigestOfNothing = StaticTokens.Digest("");

    private const int LongestName = 64;
    private const double HighestRate = 100_000, LowestRate = 0.001;

    /// <summary>Null when the entry has a mistake, which is added then.</summary>
    public StaticToken? Read(JsonElement entry)
    {
        int before = mistakes.Count;
        if (entry.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add($"{place}expected an object, found {FileKeys.Article(entry.ValueKind)}.");
            return null;
        }
        var keys = FileKeys.Read(entry, place, Keys, mistakes);
        string name = Name(Required("name", keys));
        byte[] digest = Digest(Required("sha256", keys));
        var access = Optional("access", keys) is { } word ? Access(word) : AccessLevel.Read;
        var open = Optional("connections", keys) is { } list ? Texts("connections", list) : null;
        foreach (string unknown in open?.Except(connections) ?? [])
        {
            mistakes.Add($"{place}connections: holds a connection there is not; they are {string.Join(", ", connections)}.{Nearest.Hint(unknown, connections)}");
        }
        var prefixes = Optional("keyPrefixes", keys) is { } texts ? Texts("keyPrefixes", texts) : [];
        double? rate = Optional("rate", keys) is { } number ? Rate(number) : null;
        DateTimeOffset? expires = Optional("expires", keys) is { } time ? Expiry(time) : null;
        return mistakes.Count > before ? null
            : new StaticToken(digest, new(new Principal(name, new Grant { Access = access, Connections = open, KeyPrefixes = prefixes }), rate, expires));
    }

    private JsonElement Required(string key, Dictionary<string, JsonElement> keys)
    {
        if (!keys.ContainsKey(key))
        {
            mistakes.Add($"{place}{key}: is missing.");
        }
        return keys.GetValueOrDefault(key);
    }

    private static JsonElement? Optional(string key, Dictionary<string, JsonElement> keys) => keys.TryGetValue(key, out var value) ? value : null;

    private string Name(JsonElement value)
    {
        string? name = Text(value);
        bool plain = name?.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (value.ValueKind != JsonValueKind.Undefined && (!plain || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            mistakes.Add($"{place}name: expected at most {LongestName} letters, digits, '-', '_' and '.', and not {string.Join(", ", Reserved[..^1])} or {Reserved[^1]}.");
        }
        return name ?? "";
    }

    private byte[] Digest(JsonElement value)
    {
        if (Text(value) is { Length: 64 } hex && hex.All(char.IsAsciiHexDigit) && Convert.FromHexString(hex) is var digest && !digest.AsSpan().SequenceEqual(DigestOfNothing))
        {
            return digest;
        }
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            mistakes.Add($"{place}sha256: expected the SHA-256 of the token as 64 hexadecimal digits; mcp-redis token prints both.");
        }
        return [];
    }

    private AccessLevel Access(JsonElement value)
    {
        int level = Array.IndexOf(AccessWords, Text(value));
        if (level < 0)
        {
            mistakes.Add($"{place}access: expected read, write or full.{Nearest.Hint(Text(value) ?? "", AccessWords)}");
        }
        return (AccessLevel)Math.Max(level, 0);
    }

    // An empty list would have to mean nothing at all, or everything: whoever writes one means something else.
    private IReadOnlyList<string> Texts(string key, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => Text(item) is { Length: > 0 }))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!).Distinct().Order(StringComparer.Ordinal)];
        }
        mistakes.Add($"{place}{key}: expected a list of strings that are not empty; leave the key out for all.");
        return [];
    }

    private double? Rate(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double rate) && rate is >= LowestRate and <= HighestRate)
        {
            return rate;
        }
        mistakes.Add($"{place}rate: expected a number of calls a second from {LowestRate} to {HighestRate:0}.");
        return null;
    }

    // RFC 3339, seconds and offset included: without an offset it would be the time of some machine.
    private DateTimeOffset? Expiry(JsonElement value)
    {
        if (Text(value) is { Length: >= 20 } text && (text[^1] == 'Z' || text[^6] is '+' or '-') && value.TryGetDateTimeOffset(out var time))
        {
            return time;
        }
        mistakes.Add($"{place}expires: expected a time with its offset, such as 2027-01-31T00:00:00Z.");
        return null;
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
