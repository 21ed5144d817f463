using System.Text.Json;

namespace McpRedis.Auth.OAuth;

/// <summary>The issuer's keys (RFC 7517 §5), those that are for us. A key id that two of them share would leave open which is meant, so both are left out.</summary>
internal sealed class JwkSet
{
    private const int LargestCount = 100;

    private readonly SigningKey[] _keys;

    private JwkSet(SigningKey[] keys, string? remark) => (_keys, Remark) = (keys, remark);

    public int Count => _keys.Length;

    /// <summary>What an operator should know of the keys that were left out; null when there is nothing.</summary>
    public string? Remark { get; }

    /// <summary>Null when the text is no key set.</summary>
    public static JwkSet? Parse(ReadOnlySpan<byte> json)
    {
        if (StrictJson.Parse(json) is not { } root || !root.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > LargestCount)
        {
            return null;
        }
        var keys = new List<SigningKey>();
        int weak = 0;
        foreach (var jwk in list.EnumerateArray())
        {
            if (SigningKey.Read(jwk, out bool isWeak) is { } key)
            {
                keys.Add(key);
            }
            weak += isWeak ? 1 : 0;
        }
        var twice = keys.Where(key => key.Id is not null).GroupBy(key => key.Id).Where(group => group.Count() > 1).SelectMany(group => group).ToHashSet();
        string[] remarks = [.. Remarks(weak, twice.Count, keys.Count - twice.Count)];
        return new JwkSet([.. keys.Except(twice)], remarks.Length == 0 ? null : string.Join("; ", remarks));
    }

    /// <summary>The key of this id. A token that names none is taken where there is no choice.</summary>
    public SigningKey? Find(string? id) =>
        id is null ? (_keys.Length == 1 ? _keys[0] : null) : Array.Find(_keys, key => key.Id == id);

    private static IEnumerable<string> Remarks(int weak, int twice, int left)
    {
        if (weak > 0)
        {
            yield return "an RSA key below 2048 bits is not used";
        }
        if (twice > 0)
        {
            yield return "keys with the same kid are not used";
        }
        if (left == 0)
        {
            yield return "no key can be used; RS256 and ES256 are";
        }
    }
}
