using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace McpRedis.Reply;

/// <summary>Cutting and measuring stored bytes for a reply.</summary>
internal static class TextCut
{
    /// <summary>The first <paramref name="maxBytes"/> bytes, fewer where that would split a UTF-8 character.</summary>
    public static ReadOnlyMemory<byte> AtCharacter(ReadOnlyMemory<byte> bytes, int maxBytes)
    {
        if (bytes.Length <= maxBytes)
        {
            return bytes;
        }
        int end = maxBytes;
        // At most three continuation bytes (10xxxxxx) can precede the cut inside one character.
        for (int back = 0; back < 3 && end > 0 && (bytes.Span[end] & 0xC0) == 0x80; back++)
        {
            end--;
        }
        return (bytes.Span[end] & 0xC0) == 0x80 ? bytes[..maxBytes] : bytes[..end];
    }

    /// <summary>As much from the start as takes at most <paramref name="maxJson"/> bytes of JSON, or a little less.</summary>
    public static ReadOnlyMemory<byte> ToJsonSize(ReadOnlyMemory<byte> bytes, int maxJson)
    {
        var shown = bytes;
        for (int size = JsonSize(shown.Span); size > maxJson; size = JsonSize(shown.Span))
        {
            // Escapes are not spread evenly, so the first guess can miss; an eighth less each time ends soon.
            shown = AtCharacter(bytes, (int)Math.Min((long)shown.Length * maxJson / size, shown.Length * 7L / 8));
        }
        return shown;
    }

    /// <summary>Cuts off a UTF-8 character that a range ended in the middle of. Bytes that are no UTF-8 otherwise stay as they are.</summary>
    public static ReadOnlyMemory<byte> WholeCharacters(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 2 || Utf8.IsValid(bytes.Span))
        {
            return bytes;
        }
        var whole = AtCharacter(bytes, bytes.Length - 1);
        return Utf8.IsValid(whole.Span) ? whole : bytes;
    }

    /// <summary>Bytes the value takes as a JSON string in the text block: base64 when it is not UTF-8, six for each escaped unit.</summary>
    public static int JsonSize(ReadOnlySpan<byte> value)
    {
        if (!Utf8.IsValid(value))
        {
            return Base64.GetMaxEncodedToUtf8Length(value.Length);
        }
        int size = 0;
        while (Rune.DecodeFromUtf8(value, out var rune, out int used) == System.Buffers.OperationStatus.Done && used > 0)
        {
            size += ReplyJson.Encoder.WillEncode(rune.Value) ? 6 * rune.Utf16SequenceLength : used;
            value = value[used..];
        }
        return size;
    }
}
