using System.Buffers.Binary;
using System.Security.Cryptography;
using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>Which elements of a step were shown: those whose hash is not above <paramref name="UpTo"/>.</summary>
/// <param name="Next">Where the step ended. One that ends elsewhere now is another step.</param>
/// <param name="UpTo">Hash of the last element shown.</param>
internal sealed record StepMark(string Next, ulong UpTo);

/// <summary>
/// The elements of one step of a scan that are still to be shown. A page can end inside a step, and a server that is
/// asked for the step again gives what it holds by then, in any order: a position in it would mean something else. So
/// the elements are gone through in the order of their hashes, which no change of the others moves.
/// </summary>
internal static class ScanStep
{
    /// <param name="items">Of the step: elements, or pairs.</param>
    /// <param name="width">1, or 2 for pairs whose first is the name.</param>
    /// <param name="next">Where the step ends.</param>
    /// <param name="mark">What an earlier page showed of it; null for nothing. Where it is of another step all is shown, some again.</param>
    /// <returns>Places in <paramref name="items"/> in the order in which they are to be shown.</returns>
    public static IReadOnlyList<Entry> Rest(RespValue[] items, int width, string next, StepMark? mark)
    {
        var rest = new List<Entry>(items.Length / width);
        for (int at = 0; at + width <= items.Length; at += width)
        {
            ulong hash = HashOf(items[at].Bytes.Span);
            if (mark is null || mark.Next != next || hash > mark.UpTo)
            {
                rest.Add(new(at, hash));
            }
        }
        rest.Sort(static (a, b) => a.Hash.CompareTo(b.Hash));
        return rest;
    }

    /// <summary>Nobody can make names that collide and so hide one behind the other.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> name)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    /// <param name="At">Place in the reply.</param>
    /// <param name="Hash">Hash of the name.</param>
    internal readonly record struct Entry(int At, ulong Hash);
}
