using System.Text;
using McpRedis.Analysis.Counting;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>
/// Which questions are put to which key. A share is taken by a hash of the name: the same keys every time, and no others than chance would take. What a
/// server refuses once is not asked again, and is told in the end. For all readers together.
/// </summary>
internal sealed class Questions(AnalysisOptions options, bool asksAll, bool? isLfu)
{
    /// <summary>Elements that are looked at then.</summary>
    public const int MoreSamples = 50;

    private const long MeasuredAgainBytes = 8 << 10;

    private readonly Lock _lock = new();
    private readonly List<Refusal> _refused = [];
    private int _off;

    /// <summary>Whether the server counts uses in place of keeping idle times; null where it does not tell.</summary>
    public bool? IsLfu => isLfu;

    /// <summary>What was not asked or no longer, and why in the server's words.</summary>
    public IReadOnlyList<Refusal> Refused => _refused;

    public Question For(ReadOnlySpan<byte> name, bool isReplica)
    {
        uint hash = Hash(name);
        var asked = (options.AsksExpiry ? Question.Expiry : 0)
            | (Takes(options.SizeShare, hash) ? Question.Size : 0)
            | (Takes(options.EncodingShare, hash) ? Question.Encoding : 0)
            // A replica does not know what the master's clients read.
            | (isReplica ? 0 : Use(hash));
        return asked & ~(Question)Volatile.Read(ref _off);
    }

    /// <summary>A large key is asked for its encoding whether or not it is among the share.</summary>
    public bool IsAskedOfLarge(in LiveKey key) => key.SizeBytes >= EncodingTally.LargeBytes && !key.Asked.HasFlag(Question.Encoding) && options.EncodingShare > 0 && (Volatile.Read(ref _off) & (int)Question.Encoding) == 0;

    /// <summary>Large values are where the memory is: more of their elements are looked at.</summary>
    public bool IsMeasuredAgain(in LiveKey key) => key.SizeBytes >= MeasuredAgainBytes && key.Type != Words.String && options.SizeSamples < MoreSamples;

    /// <summary>The server said no. Where its policy is not known, one of idleness and frequency always is refused.</summary>
    public void Refuse(Question question, RespFrame error)
    {
        lock (_lock)
        {
            if ((_off & (int)question) == 0)
            {
                _refused.Add(new(question, Encoding.UTF8.GetString(error.Bytes[..Math.Min(error.Bytes.Length, 200)])));
                Volatile.Write(ref _off, _off | (int)question);
            }
        }
    }

    // A server keeps one of the two. Of counters all are asked: a hot key that is not among the share would be missed, and there are few.
    private Question Use(uint hash) => options.UseShare == 0 ? 0
        : isLfu == true ? Question.Frequency
        : !Takes(options.UseShare, hash) ? 0
        : isLfu == false ? Question.Idleness : Question.Idleness | Question.Frequency;

    private bool Takes(int share, uint hash) => share > 0 && (asksAll || share == 1 || hash % (uint)share == 0);

    // FNV-1a, and its bits mixed: alone, the low ones of numbers in a row are anything but chance.
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
        {
            hash = (hash ^ b) * 16777619;
        }
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        return hash ^ (hash >> 15);
    }
}

/// <param name="Question">What was not asked any more.</param>
/// <param name="Words">The server's.</param>
internal sealed record Refusal(Question Question, string Words);
