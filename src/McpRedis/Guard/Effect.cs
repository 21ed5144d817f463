using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpRedis.Guard;

/// <summary>
/// What a call is about to do, exactly, as told to the one who confirms it. What is confirmed is this and nothing
/// else: when it comes out different on the second call, it is shown again instead of being done.
/// </summary>
/// <param name="Summary">Goes on after "This call": <c>deletes 3 keys</c>. No keys and no values.</param>
internal sealed record Effect(string Summary)
{
    /// <summary>Enough to see what is meant.</summary>
    public const int MostSampled = 10;

    /// <summary>How many keys are touched; null where keys are not the point.</summary>
    public long? Keys { get; init; }

    /// <summary>Up to ten of them.</summary>
    public IReadOnlyList<byte[]> Sample { get; init; } = [];

    /// <summary>How many of the keys have no expiry, and so would not have gone by themselves; null when not counted.</summary>
    public long? WithoutExpiry { get; init; }

    /// <summary>What the user must type back, such as the database number of a flush; null for nothing.</summary>
    public string? Target { get; init; }

    /// <summary>The commands it would run, or the code, each as its arguments; empty where the summary says it all. What is shown of it is cut, so <see cref="Fingerprint"/> holds all.</summary>
    public IReadOnlyList<IReadOnlyList<byte[]>> Plan { get; init; } = [];

    /// <summary>Digest over everything that would be touched (names of all keys, say), where summary, counts and sample do not say it all.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>
    /// What must be the same when the call comes again, in place of summary and counts: for counts that move by themselves on a busy
    /// server and are told to say how much it is. Null: everything told must be the same.
    /// </summary>
    public string? SameWhile { get; init; }

    /// <summary>Half a SHA-256 over all of it; the parts go in with their lengths, so that none can pass for another.</summary>
    public Guid Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, SameWhile is null ? null : Encoding.UTF8.GetBytes(SameWhile));
        if (SameWhile is null)
        {
            Add(hash, Encoding.UTF8.GetBytes(Summary));
            Add(hash, Keys);
            Add(hash, WithoutExpiry);
        }
        Add(hash, Target is null ? null : Encoding.UTF8.GetBytes(Target));
        Add(hash, Fingerprint);
        Add(hash, Sample.Count);
        foreach (byte[] key in Sample)
        {
            Add(hash, key);
        }
        return CallIdentity.Half(hash);
    }

    private static void Add(IncrementalHash hash, byte[]? bytes)
    {
        Add(hash, bytes?.Length);
        hash.AppendData(bytes ?? []);
    }

    private static void Add(IncrementalHash hash, long? number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number ?? -1);
        hash.AppendData(bytes);
    }
}
