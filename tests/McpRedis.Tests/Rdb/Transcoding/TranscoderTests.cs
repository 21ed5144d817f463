using McpRedis.Rdb;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Rdb.Elements;

namespace McpRedis.Tests.Rdb.Transcoding;

public sealed class TranscoderTests
{
    private const long NowMs = 1_700_000_000_000;
    private static readonly RdbTarget Newest = new(RdbFlavour.Redis, 15), Redis86 = new(RdbFlavour.Redis, 13), Redis80 = new(RdbFlavour.Redis, 12),
        Redis72 = new(RdbFlavour.Redis, 11), Redis7 = new(RdbFlavour.Redis, 10), Redis5 = new(RdbFlavour.Redis, 9), Redis2 = new(RdbFlavour.Redis, 6),
        Valkey9 = new(RdbFlavour.Valkey, 80), Valkey8 = new(RdbFlavour.Valkey, 11);

    private static readonly string[] Living = ["a=1", $"b=two@{SampleValues.LaterMs}"];

    [Fact]
    public void What_the_target_knows_goes_over_as_it_is_and_says_the_smallest_version_that_knows_it()
    {
        foreach ((RdbType type, byte[] value) in SampleValues.Old)
        {
            Made made = Make(RdbFlavour.Redis, type, value, Newest);
            Assert.Equal((TranscodeOutcome.Same, type), (made.Outcome, made.Type));
        }
        Assert.Equal([6, 6, 9, 10, 11, 12, 13, 14, 15], new[]
        {
            RdbType.String, RdbType.Hash, RdbType.Stream, RdbType.HashListpack, RdbType.SetListpack, RdbType.HashMetadata, RdbType.Stream4, RdbType.Stream5, RdbType.Gcra,
        }.Select(type => TypeVersions.Footer(RdbFlavour.Redis, type)));
        Assert.Equal(80, TypeVersions.Footer(RdbFlavour.Valkey, RdbType.Hash22));
        Assert.Equal(11, TypeVersions.Footer(RdbFlavour.Valkey, RdbType.Stream3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Field_TTLs_go_between_vendors_to_the_millisecond(bool packed)
    {
        (RdbType type, byte[] value) = packed ? (RdbType.HashListpackEx, SampleValues.PackedHash(true)) : (RdbType.HashMetadata, SampleValues.RedisHash());
        Made toValkey = Make(RdbFlavour.Redis, type, value, Valkey9);
        Assert.Equal((RdbType.Hash22, 80, "ExpiredFields=1"), (toValkey.Type, toValkey.Version, toValkey.Losses));
        Assert.Equal(Living, ElementText.Of(RdbFlavour.Valkey, toValkey.Type, toValkey.Value).Order());

        Made back = Make(RdbFlavour.Valkey, RdbType.Hash22, toValkey.Value, Redis80);
        Assert.Equal((RdbType.HashMetadata, 12, ""), (back.Type, back.Version, back.Losses));
        Assert.Equal(Living, ElementText.Of(RdbFlavour.Redis, back.Type, back.Value).Order());
    }

    [Fact]
    public void Type_22_never_goes_over_as_it_is_between_vendors()
    {
        Assert.Equal(TranscodeOutcome.Same, Make(RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash(), Valkey9).Outcome);
        Assert.Equal(RdbType.HashMetadata, Make(RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash(), Newest).Type);
        Assert.Equal(RdbType.HashMetadata, Make(RdbFlavour.Redis, RdbType.Hash22, SampleValues.PreReleaseHash(), Newest).Type);
        Made made = Make(RdbFlavour.Redis, RdbType.Hash22, SampleValues.PreReleaseHash(), Valkey9);
        Assert.Equal(Living, ElementText.Of(RdbFlavour.Valkey, made.Type, made.Value));
        made = Make(RdbFlavour.Redis, RdbType.HashListpackExPreRelease, SampleValues.PackedHash(false), Redis86);
        Assert.Equal(Living, ElementText.Of(RdbFlavour.Redis, made.Type, made.Value).Order());
    }

    [Fact]
    public void Field_TTLs_that_the_target_has_no_place_for_are_told()
    {
        foreach (RdbTarget target in new[] { Redis72, Valkey8, Redis5, Redis2 })
        {
            Made made = Make(RdbFlavour.Redis, RdbType.HashMetadata, SampleValues.RedisHash(), target);
            Assert.Equal((RdbType.Hash, 6, "FieldTtls=1 ExpiredFields=1"), (made.Type, made.Version, made.Losses));
            Assert.Equal(["a=1", "b=two"], ElementText.Of(target.Flavour, made.Type, made.Value));
        }
    }

    [Fact]
    public void A_TTL_beyond_what_Redis_takes_is_a_loss()
    {
        byte[] value = SampleValues.Make(e => { e.Length(1); SampleValues.Texts(e, "f", "v"); e.Int64(1L << 50); });
        Made made = Make(RdbFlavour.Valkey, RdbType.Hash22, value, Newest);
        Assert.Equal((RdbType.Hash, "FieldTtls=1"), (made.Type, made.Losses));
    }

    [Fact]
    public void A_hash_whose_fields_have_all_expired_is_gone()
    {
        byte[] value = SampleValues.Make(e => { e.Length(1); SampleValues.Texts(e, "f", "v"); e.Int64(NowMs); });
        Assert.Equal((TranscodeOutcome.Gone, "ExpiredFields=1"), (Make(RdbFlavour.Valkey, RdbType.Hash22, value, Newest) is var made ? made.Outcome : default, made.Losses));
    }

    [Theory]
    [InlineData((int)RdbType.Stream4, 13, "NackedEntries=1", "consumer nacked active")]
    [InlineData((int)RdbType.Stream3, 11, "Idempotence=1 NackedEntries=1", "consumer nacked active")]
    [InlineData((int)RdbType.Stream2, 10, "Idempotence=1 NackedEntries=1 ActiveTimes=2", "consumer nacked")]
    [InlineData((int)RdbType.Stream, 9, "Idempotence=1 NackedEntries=1 ActiveTimes=2 StreamCounters=1", "consumer nacked")]
    public void Streams_step_down_version_by_version(int type, int version, string losses, string consumer)
    {
        var expected = (RdbType)type;
        byte[] newest = SampleValues.Stream(RdbType.Stream5);
        Made made = Make(RdbFlavour.Redis, RdbType.Stream5, newest, new RdbTarget(RdbFlavour.Redis, version));
        Assert.Equal((expected, version, losses), (made.Type, made.Version, made.Losses));
        List<string> lines = ElementText.Of(RdbFlavour.Redis, made.Type, made.Value);
        Assert.Contains(consumer, lines);
        Assert.Contains("pending 6-0 1700000000001 1 nacked", lines);
        Assert.Equal(
            ElementText.Of(RdbFlavour.Redis, expected, SampleValues.Stream(expected)),
            lines.Where(line => !line.Contains("nacked", StringComparison.Ordinal)));
    }

    [Fact]
    public void Entries_that_were_given_back_may_be_dropped()
    {
        Made made = Make(RdbFlavour.Redis, RdbType.Stream5, SampleValues.Stream(RdbType.Stream5), Redis86, new TranscodeOptions { KeepNacked = false });
        Assert.Equal(SampleValues.Stream(RdbType.Stream4), made.Value);
        Assert.Equal("NackedEntries=1", made.Losses);
    }

    [Fact]
    public void Streams_of_one_version_become_those_of_another_byte_for_byte()
    {
        RdbType[] types = [RdbType.Stream4, RdbType.Stream3, RdbType.Stream2, RdbType.Stream];
        foreach ((RdbType from, RdbType to) in from a in types from b in types where a > b select (a, b))
        {
            Made made = Make(RdbFlavour.Redis, from, SampleValues.Stream(from), new RdbTarget(RdbFlavour.Redis, TypeVersions.Footer(RdbFlavour.Redis, to)));
            Assert.Equal(SampleValues.Stream(to), made.Value);
        }
    }

    [Fact]
    public void Templates_become_plain_hashes_without_a_loss() => Assert.All(
        SampleValues.New.Where(sample => sample.Type.IsTemplate()),
        sample =>
        {
            Made made = Make(RdbFlavour.Redis, sample.Type, sample.Value, Valkey9);
            Assert.Equal((RdbType.Hash, ""), (made.Type, made.Losses));
            Assert.Equal(["a=1", "b=two"], ElementText.Of(RdbFlavour.Valkey, made.Type, made.Value));
            Assert.Equal(TranscodeOutcome.Same, Make(RdbFlavour.Redis, sample.Type, sample.Value, Newest).Outcome);
        });

    [Fact]
    public void Arrays_are_refused_or_become_hashes_when_asked()
    {
        byte[] value = SampleValues.New.First(sample => sample.Type == RdbType.Array).Value;
        Assert.Contains("8.8", Make(RdbFlavour.Redis, RdbType.Array, value, Redis86).Refusal, StringComparison.Ordinal);
        Made made = Make(RdbFlavour.Redis, RdbType.Array, value, Redis86, new TranscodeOptions { ArraysAsHashes = true });
        Assert.Equal("Arrays=1", made.Losses);
        Assert.Equal(["0=zero", "1=-5", "5=2.5", "1000000=far"], ElementText.Of(RdbFlavour.Redis, made.Type, made.Value));
    }

    [Fact]
    public void Modules_go_where_the_module_is()
    {
        byte[] value = SampleValues.Make(e => { e.Length(VectorSet); e.Length(0); });
        Assert.Equal("the target has no module vectorset for values of type vectorset", Make(RdbFlavour.Redis, RdbType.Module2, value, Redis80).Refusal);
        var options = new TranscodeOptions { TargetModules = new HashSet<string> { "vectorset" } };
        Assert.Equal(TranscodeOutcome.Same, Make(RdbFlavour.Redis, RdbType.Module2, value, Redis80, options).Outcome);
        Assert.Equal(TranscodeOutcome.Refused, Make(RdbFlavour.Redis, RdbType.Module2, value, Redis2, options).Outcome);
    }

    [Fact]
    public void What_modules_attached_to_a_key_is_kept_or_told()
    {
        byte[] meta = Bytes.OfHex("f3 02 61626364 00 65666768 00");
        Made kept = Make(RdbFlavour.Redis, RdbType.String, [0x01, 0x61], Redis86, meta: meta);
        Assert.Equal((13, meta.Length, ""), (kept.Version, kept.MetaLength, kept.Losses));
        Made lost = Make(RdbFlavour.Redis, RdbType.String, [0x01, 0x61], Valkey9, meta: meta);
        Assert.Equal((6, 0, "KeyMeta=2"), (lost.Version, lost.MetaLength, lost.Losses));
    }

    [Theory]
    [InlineData((int)RdbFlavour.Redis, (int)RdbType.ModulePreRelease)]
    [InlineData((int)RdbFlavour.Redis, (int)RdbType.HashTemplateArrayReference)]
    [InlineData((int)RdbFlavour.Redis, 64)]
    [InlineData((int)RdbFlavour.Redis, 255)]
    [InlineData((int)RdbFlavour.Valkey, (int)RdbType.HashMetadata)]
    public void What_no_payload_has_is_refused(int flavour, int type) =>
        Assert.NotEmpty(Make((RdbFlavour)flavour, (RdbType)type, [0], Newest).Refusal);

    [Fact]
    public void Streams_and_modules_do_not_fit_into_the_oldest() =>
        Assert.Equal([true, true], new[] { RdbType.Stream, RdbType.Module2 }.Select(type => TranscodeRoute.Find(RdbFlavour.Redis, type, Redis2).Refusal is not null));

    [Fact]
    public void Whatever_comes_out_the_target_knows()
    {
        RdbTarget[] targets = [Newest, Redis86, Redis80, Redis72, Redis7, Redis5, new(RdbFlavour.Redis, 8), new(RdbFlavour.Redis, 7), Redis2, Valkey9, Valkey8];
        foreach (RdbTarget target in targets)
        {
            foreach (RdbFlavour flavour in Enum.GetValues<RdbFlavour>())
            {
                for (int type = 0; type < 256; type++)
                {
                    TranscodeRoute route = TranscodeRoute.Find(flavour, (RdbType)type, target);
                    Assert.True(route.Type is null == route.Refusal is not null);
                    Assert.True(route.Type is not { } made || (target.Knows(made) && TypeVersions.Footer(target.Flavour, made) <= target.Version), $"{flavour} {type} on {target}");
                }
            }
        }
    }

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static ulong VectorSet => "vectorset".Aggregate(0UL, (sum, c) => sum << 6 | (uint)Alphabet.IndexOf(c)) << 10 | 1;

    private static Made Make(RdbFlavour flavour, RdbType type, byte[] value, RdbTarget target, TranscodeOptions? options = null, byte[]? meta = null)
    {
        var losses = new TranscodeLosses();
        Transcoded made = new Transcoder(target, options ?? new TranscodeOptions()).Transcode(new TypedValue(flavour, type, value, meta), NowMs, losses);
        byte[] bytes = made.Outcome == TranscodeOutcome.Same ? value : made.Value.ToArray();
        Assert.Equal(bytes, made.Value.ToArray());
        return new(made.Outcome, made.Type, bytes, made.Version, made.Meta.Length, made.Refusal ?? "", string.Join(' ', losses.All.Select(loss => $"{loss.Key}={loss.Value}")));
    }

    private sealed record Made(TranscodeOutcome Outcome, RdbType Type, byte[] Value, int Version, int MetaLength, string Refusal, string Losses);
}
