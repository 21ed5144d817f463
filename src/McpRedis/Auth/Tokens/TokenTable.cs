using System.Buffers.Binary;
using System.Security.Cryptography;

namespace McpRedis.Auth.Tokens;

/// <summary>
/// Finds a token by its digest in a time that tells nothing, and that does not grow with their number. An entry stands at a place made of its
/// digest and a key of this process, so whoever measures a search learns nothing of any digest; what is found is compared to its end.
/// </summary>
internal sealed class TokenTable
{
    public const int LargestCount = 1000;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly Dictionary<UInt128, StaticToken> _tokens = [];

    /// <param name="tokens">All that are in force, no two with one digest.</param>
    public TokenTable(IEnumerable<StaticToken> tokens)
    {
        foreach (var token in tokens)
        {
            _tokens[Place(token.Digest.Span)] = token;
        }
    }

    public static TokenTable Empty { get; } = new([]);

    public int Count => _tokens.Count;

    public StaticToken? Find(ReadOnlySpan<byte> digest) =>
        _tokens.GetValueOrDefault(Place(digest)) is { } token && CryptographicOperations.FixedTimeEquals(token.Digest.Span, digest) ? token : null;

    private static UInt128 Place(ReadOnlySpan<byte> digest)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Key, digest, mac);
        return BinaryPrimitives.ReadUInt128BigEndian(mac);
    }
}
