using System.Globalization;

namespace McpRedis.Rdb.Packed;

/// <summary>
/// One entry of a packed blob: a string as a view into the blob, or an integer, which a server stores in fewer bytes than its digits
/// take. A client sees no difference, so neither does anybody who asks for <see cref="Text"/>.
/// </summary>
internal readonly ref struct PackedEntry
{
    /// <summary>How much scratch <see cref="Text"/> may need: the digits of the smallest 64-bit integer with its sign.</summary>
    public const int MostDigits = 20;

    private readonly ReadOnlySpan<byte> _text;

    public PackedEntry(ReadOnlySpan<byte> text) => _text = text;

    public PackedEntry(long integer) => (Integer, IsInteger) = (integer, true);

    public bool IsInteger { get; }

    /// <summary>The number, if <see cref="IsInteger"/>.</summary>
    public long Integer { get; }

    /// <summary>The bytes a client would read: a view into the blob, or the digits, written into <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<byte> Text(Span<byte> scratch)
    {
        if (!IsInteger)
        {
            return _text;
        }
        _ = Integer.TryFormat(scratch, out int written, default, CultureInfo.InvariantCulture);
        return scratch[..written];
    }
}
