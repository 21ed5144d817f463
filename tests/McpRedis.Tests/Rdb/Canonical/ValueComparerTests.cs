using System.Globalization;
using System.Text;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Rdb.Elements;
using McpRedis.Tests.Rdb.Packed;

namespace McpRedis.Tests.Rdb.Canonical;

public sealed class ValueComparerTests
{
    private const long NowMs = 1_700_000_000_000;
    private static readonly CanonicalKeys Keys = CanonicalKeys.Create();

    [Fact]
    public void One_value_in_all_its_layouts_is_equal()
    {
        foreach (IGrouping<string, (RdbType Type, byte[] Value)> same in SampleValues.Old.Concat(SampleValues.New).Where(sample => sample.Type is not RdbType.Gcra)
            .GroupBy(sample => sample.Type.IsStream() ? $"{sample.Type}" : $"{sample.Type.Shape()} {string.Join(',', ElementText.Of(RdbFlavour.Redis, sample.Type, sample.Value))}"))
        {
            Assert.All(same, left => Assert.All(same, right => Assert.True(Compare(left, right).IsEqual, $"{left.Type} {right.Type}")));
        }
    }

    [Fact]
    public void Order_counts_in_lists_alone()
    {
        Assert.True(Compare((RdbType.Set, Strings("a", "b", "c")), (RdbType.Set, Strings("c", "a", "b"))).IsEqual);
        Assert.True(Compare((RdbType.Hash, Pairs("a", "1", "b", "2")), (RdbType.Hash, Pairs("b", "2", "a", "1"))).IsEqual);
        Assert.Equal("Content Differs [1] Differs [2]", Told(Compare((RdbType.List, Strings("a", "b", "c")), (RdbType.List, Strings("a", "c", "b")))));
    }

    [Fact]
    public void Parts_do_not_flow_into_each_other() =>
        Assert.False(Compare((RdbType.Hash, Pairs("ab", "c")), (RdbType.Hash, Pairs("a", "bc"))).IsEqual);

    [Fact]
    public void A_number_and_its_digits_are_one_value()
    {
        Assert.True(Compare((RdbType.String, Bytes.OfHex("c1 c7cf")), (RdbType.String, Bytes.OfHex("06 2d3132333435"))).IsEqual);
        Assert.True(Compare((RdbType.SetIntset, Value(e => e.String(PackedBytes.Intset(2, 1, 2)))), (RdbType.Set, Strings("2", "1"))).IsEqual);
    }

    [Theory]
    [InlineData("-0", 0.0, true)]
    [InlineData("0.10000000000000001", 0.1, true)]
    [InlineData("1e+300", 1e300, true)]
    [InlineData("inf", double.PositiveInfinity, true)]
    [InlineData("0.1", 0.2, false)]
    public void Scores_are_numbers(string text, double number, bool equal)
    {
        byte[] packed = Value(e => e.String(PackedBytes.Listpack("m", text)));
        byte[] plain = Value(e => { e.Length(1); SampleValues.Texts(e, "m"); e.Double(number); });
        Assert.Equal(equal, Compare((RdbType.ZSetListpack, packed), (RdbType.ZSet2, plain)).IsEqual);
    }

    [Fact]
    public void What_differs_is_named()
    {
        Assert.Equal(
            "Content Differs b ExtraOnTarget d MissingOnTarget c",
            Told(Compare((RdbType.Hash, Pairs("a", "1", "b", "2", "c", "3")), (RdbType.Hash, Pairs("a", "1", "b", "x", "d", "4")))));
        Assert.Equal("Content MissingOnTarget [1]", Told(Compare((RdbType.List, Strings("a", "b")), (RdbType.List, Strings("a")))));
        Assert.Equal("Shape", Told(Compare((RdbType.List, Strings("a")), (RdbType.Set, Strings("a")))));
    }

    [Fact]
    public void Many_differences_are_counted_and_some_of_them_named()
    {
        byte[] source = Strings([.. Enumerable.Range(0, 1000).Select(i => $"only-here-{i}"), "both"]), target = Strings([.. Enumerable.Range(0, 500).Select(i => $"only-there-{i}"), "both"]);
        ValueComparison found = Compare((RdbType.Set, source), (RdbType.Set, target));
        Assert.Equal((1000, 500, 0, 10), (found.Missing, found.Extra, found.Differing, found.Examples.Count));

        ValueComparison inParts = Compare((RdbType.Set, source), (RdbType.Set, target), new ValueComparisonOptions { HeldElements = 7, Examples = 3 });
        Assert.Equal((1000, 500, 0, 3), (inParts.Missing, inParts.Extra, inParts.Differing, inParts.Examples.Count));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1000, "")]
    [InlineData(-1000, "")]
    [InlineData(1001, "FieldTtls Differs b")]
    [InlineData(long.MinValue, "FieldTtls Differs b")] // none
    public void TTLs_of_fields_have_a_tolerance(long off, string expected)
    {
        foreach (int examples in new[] { 0, 10 })
        {
            ValueComparison found = Compare(
                (RdbFlavour.Redis, RdbType.HashMetadata, SampleValues.RedisHash()),
                (RdbFlavour.Valkey, RdbType.Hash22, ValkeyHash(off == long.MinValue ? -1 : SampleValues.LaterMs + off)),
                new ValueComparisonOptions { Examples = examples });
            Assert.Equal(examples == 0 ? expected.Split(' ')[0] : expected, Told(found));
        }
    }

    [Fact]
    public void Bytes_of_type_22_say_nothing_between_vendors() => Assert.ThrowsAny<RdbFormatException>(() =>
        Compare((RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash()), (RdbFlavour.Redis, RdbType.Hash22, SampleValues.ValkeyHash())));

    [Fact]
    public void Streams_of_every_version_differ_only_in_what_a_version_has()
    {
        RdbType[] types = [RdbType.Stream, RdbType.Stream2, RdbType.Stream3, RdbType.Stream4];
        Assert.All(types, from => Assert.All(types, to =>
        {
            ValueAspect expected = (from == RdbType.Stream4) != (to == RdbType.Stream4) ? ValueAspect.Idempotence : ValueAspect.None;
            Assert.Equal(expected, Compare((from, SampleValues.Stream(from)), (to, SampleValues.Stream(to))).Aspects);
        }));
        Assert.Equal(
            "Nacked Differs g",
            Told(Compare((RdbType.Stream5, SampleValues.Stream(RdbType.Stream5)), (RdbType.Stream4, SampleValues.Stream(RdbType.Stream4)))));
    }

    [Fact]
    public void What_was_announced_is_no_difference()
    {
        foreach ((RdbType type, int version) in new[] { (RdbType.Stream4, 13), (RdbType.Stream3, 11), (RdbType.Stream, 9) })
        {
            var losses = new TranscodeLosses();
            byte[] source = SampleValues.Stream(RdbType.Stream5);
            byte[] made = new Transcoder(new RdbTarget(RdbFlavour.Redis, version), new TranscodeOptions())
                .Transcode(new TypedValue(RdbFlavour.Redis, RdbType.Stream5, source), NowMs, losses).Value.ToArray();
            ValueComparison found = Compare((RdbType.Stream5, source), (type, made));
            Assert.False(found.IsEqual);
            Assert.True(found.Without(AnnouncedLosses.Aspects(losses.All.Select(loss => loss.Key))).IsEqual);
        }
    }

    // Any damage that changes what is read changes the form. What is no part of it, times of consumers, is left out of what is read here too.
    [Fact]
    public void A_stream_that_differs_by_one_bit_is_found()
    {
        byte[] stream = SampleValues.Stream(RdbType.Stream4);
        List<string> read = ElementText.Of(RdbFlavour.Redis, RdbType.Stream4, stream);
        int compared = 0;
        for (int bit = 0; bit < stream.Length * 8; bit++)
        {
            byte[] flipped = [.. stream];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                bool same = ElementText.Of(RdbFlavour.Redis, RdbType.Stream4, flipped).SequenceEqual(read);
                Assert.True(same || !Compare((RdbType.Stream4, stream), (RdbType.Stream4, flipped)).IsEqual, $"bit {bit}");
                compared++;
            }
            catch (RdbFormatException)
            {
                // Damage that is seen when it is read.
            }
        }
        Assert.True(compared > 100);
    }

    [Fact]
    public void Modules_are_what_their_items_are()
    {
        byte[] plain = Value(e => { e.Length(1UL << 40); e.Length(5); e.String("aaaaaaaaaaaaaaaaaaaa"u8); e.Length(2); e.Length(7); e.Length(0); });
        byte[] otherwise = Value(e => { e.Length(1UL << 40); e.Length(5); e.Bytes(Bytes.OfHex("c3 05 14 00 61 e0 0a 00")); e.Length(2); e.Length(7); e.Length(0); });
        Assert.True(Compare((RdbType.Module2, plain), (RdbType.Module2, otherwise)).IsEqual);
        byte[] another = Value(e => { e.Length(1UL << 40); e.Length(5); e.String("aaaaaaaaaaaaaaaaaaaa"u8); e.Length(2); e.Length(8); e.Length(0); });
        Assert.Equal("ModuleValue", Told(Compare((RdbType.Module2, plain), (RdbType.Module2, another))));
    }

    [Fact]
    public void What_modules_attached_is_compared()
    {
        byte[] meta = Bytes.OfHex("f3 01 61626364 00");
        ValueComparison found = new ValueComparer(Keys, new ValueComparisonOptions()).Compare(
            new TypedValue(RdbFlavour.Redis, RdbType.String, "\u0001a"u8, meta), new TypedValue(RdbFlavour.Redis, RdbType.String, "\u0001a"u8), NowMs);
        Assert.Equal(ValueAspect.KeyMeta, found.Aspects);
    }

    private static byte[] Value(Action<RdbEncoder> write) => SampleValues.Make(write);

    private static byte[] Strings(params string[] texts) => Value(e => { e.Length((ulong)texts.Length); SampleValues.Texts(e, texts); });

    private static byte[] Pairs(params string[] texts) => Value(e => { e.Length((ulong)texts.Length / 2); SampleValues.Texts(e, texts); });

    private static byte[] ValkeyHash(long ttl) => Value(e =>
    {
        e.Length(2);
        SampleValues.Texts(e, "a", "1");
        e.Int64(-1);
        SampleValues.Texts(e, "b", "two");
        e.Int64(ttl);
    });

    private static ValueComparison Compare((RdbType Type, byte[] Value) source, (RdbType Type, byte[] Value) target, ValueComparisonOptions? options = null) =>
        Compare((RdbFlavour.Redis, source.Type, source.Value), (RdbFlavour.Redis, target.Type, target.Value), options);

    private static ValueComparison Compare(
        (RdbFlavour Flavour, RdbType Type, byte[] Value) source, (RdbFlavour Flavour, RdbType Type, byte[] Value) target, ValueComparisonOptions? options = null) =>
        new ValueComparer(Keys, options ?? new ValueComparisonOptions()).Compare(
            new TypedValue(source.Flavour, source.Type, source.Value), new TypedValue(target.Flavour, target.Type, target.Value), NowMs);

    private static string Told(ValueComparison found) => found.IsEqual ? "" : string.Join(' ', found.Examples
        .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Kind} {(e.Index is { } index ? $"[{index}]" : Encoding.UTF8.GetString(e.Name))}")).Prepend($"{found.Aspects}"));
}
