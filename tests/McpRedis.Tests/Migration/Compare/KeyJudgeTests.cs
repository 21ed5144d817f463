using McpRedis.Migration.Compare;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Tests.Migration.Compare;

public sealed class KeyJudgeTests
{
    private const long NowMs = 1_700_000_000_000;
    private const long LaterMs = NowMs + 3_600_000;
    private static readonly KeyName Name = new(0, "k"u8.ToArray());
    private static readonly byte[] One = [1, (byte)'1'], Two = [1, (byte)'2'], Items = [2, 1, (byte)'1', 1, (byte)'2'], ItemsReversed = [2, 1, (byte)'2', 1, (byte)'1'];

    [Theory]
    [InlineData(null, null, TtlDifference.None)]
    [InlineData(LaterMs, LaterMs + 1000, TtlDifference.None)]
    [InlineData(LaterMs, LaterMs - 1000, TtlDifference.None)]
    [InlineData(LaterMs, LaterMs + 1001, TtlDifference.Drift)]
    [InlineData(LaterMs, null, TtlDifference.MissingOnTarget)]
    [InlineData(null, LaterMs, TtlDifference.ExtraOnTarget)]
    [InlineData(long.MinValue, long.MaxValue, TtlDifference.Drift)]
    public void TTLs_have_a_tolerance_and_none_is_not_some(long? source, long? target, object expected)
    {
        Assert.Equal(expected, new TtlComparer(TtlComparer.DefaultToleranceMs).Compare(source, target));
    }

    [Fact]
    public void PTTL_is_from_the_servers_own_time() =>
        Assert.Equal((null, (long?)1500), (TtlComparer.ExpireAtMs(-1, 1000), TtlComparer.ExpireAtMs(500, 1000)));

    [Fact]
    public void Keys_that_agree_have_no_verdict()
    {
        Assert.Null(Judge(Side(RdbType.String, One), Side(RdbType.String, One)));
        Assert.Null(Judge(Side(RdbType.Set, Items), Side(RdbType.Set, ItemsReversed)));
        Assert.Null(Judge(KeySide.None, KeySide.None));
    }

    [Fact]
    public void Each_kind_of_difference_is_its_category()
    {
        Assert.Equal(CompareCategory.MissingOnTarget, Judge(Side(RdbType.String, One), KeySide.None)!.Category);
        Assert.Equal(CompareCategory.ExtraOnTarget, Judge(KeySide.None, Side(RdbType.String, One))!.Category);
        Assert.Equal(CompareCategory.Type, Judge(Side(RdbType.List, Items), Side(RdbType.Set, Items))!.Category);
        Assert.Equal(CompareCategory.Value, Judge(Side(RdbType.String, One), Side(RdbType.String, Two, LaterMs))!.Category);
        Assert.Equal(CompareCategory.Ttl, Judge(Side(RdbType.String, One), Side(RdbType.String, One, LaterMs))!.Category);
        Assert.Equal(CompareCategory.Unreadable, Judge(Side(RdbType.Set, Items), Side(RdbType.Set, [9]))!.Category);

        KeyVerdict list = Judge(Side(RdbType.List, Items), Side(RdbType.List, ItemsReversed))!;
        Assert.Equal((CompareCategory.Value, 2, 2), (list.Category, list.DifferingElements, list.Examples.Count));
    }

    [Fact]
    public void Keys_whose_time_is_over_are_nobodys_fault()
    {
        Assert.Null(Judge(Side(RdbType.String, One, NowMs - 5), KeySide.None));
        Assert.Null(Judge(KeySide.None, Side(RdbType.String, One, NowMs + 900)));
        Assert.NotNull(Judge(Side(RdbType.String, One, NowMs + 1100), KeySide.None));
    }

    [Fact]
    public void What_was_announced_is_no_difference()
    {
        byte[] withTtl = [.. BitConverter.GetBytes(LaterMs), 1, 1, 1, (byte)'f', 1, (byte)'1'], without = [1, 1, (byte)'f', 1, (byte)'1'];
        Assert.Equal(CompareCategory.FieldTtls, Judge(Side(RdbType.HashMetadata, withTtl), Side(RdbType.Hash, without))!.Category);
        Assert.Null(Judge(Side(RdbType.HashMetadata, withTtl), Side(RdbType.Hash, without), ValueAspect.FieldTtls));
    }

    private static KeySide Side(RdbType type, byte[] value, long? expireAtMs = null) => KeySide.Of(new TypedValue(RdbFlavour.Redis, type, value), expireAtMs);

    private static KeyVerdict? Judge(KeySide source, KeySide target, ValueAspect announced = ValueAspect.None) =>
        new KeyJudge(new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions()), new TtlComparer(TtlComparer.DefaultToleranceMs), announced)
            .Judge(Name, source, target, NowMs);
}
