using System.Buffers.Text;

namespace McpRedis.Rdb;

/// <summary>A string as it lies in the data: its bytes, an integer, or bytes that are still compressed.</summary>
internal readonly ref struct RdbString
{
    private const int LongestInteger = 11; // -2147483648
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _integer;
    private readonly long _offset;

    private RdbString(RdbStringForm form, ReadOnlySpan<byte> bytes, int integer, int length, long offset)
    {
        (Form, Length, _integer, _offset) = (form, length, integer, offset);
        _bytes = bytes;
    }

    public RdbStringForm Form { get; }

    /// <summary>Bytes of the string itself, whatever form it has in the data.</summary>
    public int Length { get; }

    public bool IsRaw => Form == RdbStringForm.Raw;

    /// <summary>The string, if it lies in the data as it is; else empty.</summary>
    public ReadOnlySpan<byte> Raw => IsRaw ? _bytes : default;

    public static RdbString OfRaw(ReadOnlySpan<byte> bytes) => new(RdbStringForm.Raw, bytes, 0, bytes.Length, 0);

    public static RdbString OfInteger(int value)
    {
        Span<byte> text = stackalloc byte[LongestInteger];
        Utf8Formatter.TryFormat(value, text, out int length);
        return new(RdbStringForm.Integer, default, value, length, 0);
    }

    /// <param name="compressed">The compressed bytes.</param>
    /// <param name="length">How many they become; <see cref="Lzf.IsPossible"/> was asked.</param>
    /// <param name="offset">Where the string began, for the complaint if it does not inflate.</param>
    public static RdbString OfCompressed(ReadOnlySpan<byte> compressed, int length, long offset) => new(RdbStringForm.Lzf, compressed, 0, length, offset);

    /// <summary>True and the number if the data hold an integer.</summary>
    public bool TryGetInteger(out int value)
    {
        value = _integer;
        return Form == RdbStringForm.Integer;
    }

    /// <summary>Writes the string to the first <see cref="Length"/> bytes.</summary>
    /// <exception cref="RdbFormatException">It does not inflate to what was declared.</exception>
    public void CopyTo(Span<byte> destination)
    {
        switch (Form)
        {
            case RdbStringForm.Raw:
                _bytes.CopyTo(destination);
                break;
            case RdbStringForm.Integer:
                Utf8Formatter.TryFormat(_integer, destination, out _);
                break;
            default:
                if (!Lzf.TryDecompress(_bytes, destination[..Length]))
                {
                    throw new RdbFormatException(_offset, "a compressed string does not inflate to its declared size");
                }
                break;
        }
    }

    /// <exception cref="RdbFormatException">It does not inflate to what was declared.</exception>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The string without a copy where that is possible; else in <paramref name="scratch"/>, which is made larger if it must be.</summary>
    /// <exception cref="RdbFormatException">It does not inflate to what was declared.</exception>
    public ReadOnlySpan<byte> Decode(ref byte[] scratch)
    {
        if (IsRaw)
        {
            return _bytes;
        }
        if (scratch.Length < Length)
        {
            scratch = new byte[Length];
        }
        CopyTo(scratch);
        return scratch.AsSpan(0, Length);
    }
}
