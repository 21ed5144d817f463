using System.Buffers.Binary;

namespace McpRedis.Guard;

/// <summary>How a call is confirmed.</summary>
internal enum ConfirmPath : byte
{
    /// <summary>The client asked its user with a form.</summary>
    User = 1,
    /// <summary>The call was repeated with the token of its preview: a brake against accidents, no proof of a person.</summary>
    Token = 2,
}

/// <summary>What a confirmation is given for. Sealed by <see cref="ConfirmSeal"/>, it goes to the client and comes back.</summary>
/// <param name="Path">A seal of one path is worth nothing on the other.</param>
/// <param name="ExpiresAtMs">Unix time.</param>
/// <param name="Nonce">Used once.</param>
/// <param name="Call">Digest of who calls what where with which arguments.</param>
/// <param name="Effect">Digest of the preview.</param>
internal sealed record ConfirmToken(ConfirmPath Path, long ExpiresAtMs, Guid Nonce, Guid Call, Guid Effect)
{
    /// <summary>The seal covers the version, so that a later layout cannot be taken for this one.</summary>
    private const byte Version = 1;

    public const int SizeBytes = 2 + sizeof(long) + (3 * 16);

    /// <summary>For the audit line: enough to find a call by, too little to guess the rest from.</summary>
    public string Id => Nonce.ToString("N")[..8];

    public void Write(Span<byte> bytes)
    {
        bytes[0] = Version;
        bytes[1] = (byte)Path;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], ExpiresAtMs);
        Nonce.TryWriteBytes(bytes[10..], bigEndian: true, out _);
        Call.TryWriteBytes(bytes[26..], bigEndian: true, out _);
        Effect.TryWriteBytes(bytes[42..], bigEndian: true, out _);
    }

    /// <summary>Null for another version.</summary>
    public static ConfirmToken? Read(ReadOnlySpan<byte> bytes) => bytes[0] != Version ? null : new(
        (ConfirmPath)bytes[1],
        BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
        new Guid(bytes[10..26], bigEndian: true),
        new Guid(bytes[26..42], bigEndian: true),
        new Guid(bytes[42..58], bigEndian: true));
}
