using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Rdb.Elements;

namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>Values of every kind, cut and with bits flipped: whatever reads them ends, with a complaint at most, and holds no more than they can have.</summary>
[Collection(nameof(EngineServers))]
public sealed class MalformedValuesTests(EngineServers servers)
{
    private const int Cases = 50_000;
    private const int MostBytes = 4096;
    private const long NowMs = 1_700_000_000_000;

    [Fact]
    public void Fifty_thousand_damaged_values_are_survived()
    {
        Value[] whole = [.. Values()];
        Assert.True(whole.Length > 40);
        var random = new Random(20261121);
        var comparer = new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions { HeldElements = 100 });
        Transcoder[] transcoders =
        [
            new(new RdbTarget(RdbFlavour.Redis, 6), Options), new(new RdbTarget(RdbFlavour.Redis, 9), Options), new(new RdbTarget(RdbFlavour.Redis, 15), Options),
            new(new RdbTarget(RdbFlavour.Valkey, 80), Options),
        ];
        (int refused, int read) = (0, 0);
        for (int i = 0; i < Cases; i++)
        {
            Value original = whole[random.Next(whole.Length)];
            byte[] damaged = Damage(original.Bytes, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool fine = Survives(() => comparer.Compare(original.Typed(), new TypedValue(original.Flavour, original.Type, damaged), NowMs));
            Survives(() => transcoders[i % transcoders.Length].Transcode(new TypedValue(original.Flavour, original.Type, damaged), NowMs, new TranscodeLosses()));
            (refused, read) = fine ? (refused, read + 1) : (refused + 1, read);

            // Compressed bytes become 88 times as many at most, and a byte of a collection some dozens in a dictionary.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000 + (400L * damaged.Length));
        }
        Assert.True(refused > Cases / 10 && read > Cases / 100, $"{refused} refused, {read} read");
    }

    [Fact]
    public void Every_value_that_is_cut_is_refused() => Assert.All(Values().Where(value => value.Bytes.Length < 300), value =>
    {
        for (int length = 0; length < value.Bytes.Length; length++)
        {
            byte[] cut = value.Bytes[..length];
            Assert.Throws<RdbFormatException>(() => new CanonicalReader(CanonicalKeys.Create()).Read(new TypedValue(value.Flavour, value.Type, cut), NowMs));
        }
    });

    private static TranscodeOptions Options { get; } = new() { ArraysAsHashes = true, TargetModules = new HashSet<string> { "vectorset" } };

    private static bool Survives(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (RdbFormatException)
        {
            return false;
        }
    }

    private static byte[] Damage(byte[] value, Random random)
    {
        byte[] damaged = random.Next(4) == 0 ? value[..random.Next(value.Length)] : [.. value];
        for (int flips = random.Next(damaged.Length == 0 ? 1 : 4); flips > 0; flips--)
        {
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        }
        return damaged;
    }

    private IEnumerable<Value> Values()
    {
        foreach ((RdbType type, byte[] value) in SampleValues.Old.Concat(SampleValues.New).Where(sample => sample.Type != RdbType.Gcra))
        {
            yield return new(RdbFlavour.Redis, type, value);
        }
        foreach (RdbType type in new[] { RdbType.Stream3, RdbType.Stream4 })
        {
            yield return new(RdbFlavour.Redis, type, SampleValues.Stream(type));
        }
        yield return new(RdbFlavour.Redis, RdbType.Hash22, SampleValues.PreReleaseHash());
        yield return new(RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash());
        yield return new(RdbFlavour.Redis, RdbType.HashMetadata, SampleValues.RedisHash());
        yield return new(RdbFlavour.Redis, RdbType.HashListpackEx, SampleValues.PackedHash(true));
        yield return new(RdbFlavour.Redis, RdbType.HashListpackExPreRelease, SampleValues.PackedHash(false));
        foreach (EngineServers.Engine engine in servers.All)
        {
            foreach (byte[] dump in engine.Dumps.Values.Where(dump => dump.Length < MostBytes))
            {
                if (DumpPayload.TryParse(dump, engine.Accepts.Flavour, out DumpView view) && view.Type.Shape() != RdbShape.Unknown)
                {
                    yield return new(engine.Accepts.Flavour, view.Type, view.Value.ToArray());
                }
            }
        }
    }

    private sealed record Value(RdbFlavour Flavour, RdbType Type, byte[] Bytes)
    {
        public TypedValue Typed() => new(Flavour, Type, Bytes);
    }
}
