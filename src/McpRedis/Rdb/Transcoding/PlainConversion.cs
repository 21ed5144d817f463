using System.Globalization;
using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Transcoding;

/// <summary>
/// Lists, sets, sorted sets and hashes in the layouts that every server reads: a count and the elements. A server packs what is small when
/// it loads it, so nothing but the way to it is lost.
/// </summary>
internal static class PlainConversion
{
    private const byte TextInfinity = 254;
    private const byte TextNegativeInfinity = 255;

    /// <summary>False if there are no elements, which no server takes.</summary>
    public static bool Write(in TypedValue source, RdbType target, DecodeBuffers buffers, RdbEncoder encoder)
    {
        int place = encoder.OpenLength();
        int count = 0;
        var elements = new RdbElements(source.Flavour, source.Type, source.Value, buffers);
        while (elements.MoveNext())
        {
            Write(elements, target, encoder);
            count++;
        }
        encoder.Close(place, count);
        return count > 0;
    }

    private static void Write(in RdbElements element, RdbType target, RdbEncoder encoder)
    {
        if (element.Shape == RdbShape.Array)
        {
            Span<byte> position = stackalloc byte[20];
            _ = element.Index.TryFormat(position, out int digits, default, CultureInfo.InvariantCulture);
            encoder.String(position[..digits]);
        }
        else
        {
            encoder.String(element.Name);
        }
        switch (target)
        {
            case RdbType.Hash:
                encoder.String(element.Value);
                break;
            case RdbType.ZSet2:
                encoder.Double(element.Score);
                break;
            case RdbType.ZSet:
                WriteText(element.Score, encoder);
                break;
        }
    }

    private static void WriteText(double score, RdbEncoder encoder)
    {
        if (double.IsInfinity(score))
        {
            encoder.Byte(score > 0 ? TextInfinity : TextNegativeInfinity);
            return;
        }
        Span<byte> text = stackalloc byte[32];
        int length = ZSetScore.Format(score, text);
        encoder.Byte((byte)length);
        encoder.Bytes(text[..length]);
    }
}
