using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

/// <summary>
/// Every type by hand-made values. Those that a server at hand writes are also held against its own DUMP (<see cref="RdbSplitTests"/>); of
/// <b>27 to 33 no server was at hand</b>, they are made from their layouts alone.
/// </summary>
public sealed class RdbValueTests
{
    // A stream with one node, length, ids; then what differs.
    private const string Nodes = "01 10 00000000000000010000000000000002 03 616263";
    private const string Id = "00000000000000010000000000000002";
    private const string Time = "8877665544332211";

    public static TheoryData<int, bool, string> Values => new()
    {
        { 0, false, "03 616263" },
        { 0, false, "c0 7b" },
        { 0, false, "c2 01020304" },
        { 0, false, "c3 05 0a 0061e00000" },
        { 0, false, "40 46 " + string.Concat(Enumerable.Repeat("61", 70)) },
        { 1, false, "02 01 61 c0 05" },
        { 2, false, "01 01 61" },
        { 3, false, "04 01 61 03 312e35 01 62 fd 01 63 fe 01 64 ff" },
        { 4, false, "02 01 61 01 62 01 63 c1 0001" },
        { 5, false, "02 01 61 000000000000f03f 01 62 0000000000000040" },
        { 7, false, "81 0123456789abcdef 01 05 02 81 ffffffffffffffff 03 0000803f 04 000000000000f03f 05 03 616263 05 c0 07 00" },
        { 9, false, "03 616263" },
        { 10, false, "03 616263" },
        { 11, false, "03 616263" },
        { 12, false, "03 616263" },
        { 13, false, "03 616263" },
        { 14, false, "02 03 616263 c3 05 0a 0061e00000" },
        { 15, false, $"{Nodes} 01 05 06 01 02 6731 05 06 01 {Id} {Time} 01 01 02 6331 {Time} 01 {Id}" },
        { 16, false, "03 616263" },
        { 17, false, "03 616263" },
        { 18, false, "02 01 03 616263 02 02 6162" },
        { 19, false, $"{Nodes} 01 05 06 07 08 09 0a 0b 01 02 6731 05 06 81 ffffffffffffffff 01 {Id} {Time} 01 01 02 6331 {Time} 01 {Id}" },
        { 20, false, "03 616263" },
        { 21, false, $"{Nodes} 01 05 06 07 08 09 0a 0b 01 02 6731 05 06 07 01 {Id} {Time} 01 01 02 6331 {Time} {Time} 01 {Id}" },
        { 21, true, "00 00 00 00 00 00 00 00 00 00" },
        { 22, false, "02 00 01 61 01 62 81 0000018000000000 01 63 01 64" },
        { 22, true, "02 01 61 01 62 ffffffffffffffff 01 63 01 64 0102030405060708" },
        { 23, false, "03 616263" },
        { 24, false, $"{Time} 02 00 01 61 01 62 05 01 63 01 64" },
        { 25, false, $"{Time} 03 616263" },
        { 26, false, $"{Nodes} 01 05 06 07 08 09 0a 0b 01 02 6731 05 06 07 00 01 02 6331 {Time} {Time} 00 24 25 01 02 7031 02 01 69 05 06 01 6a 05 07 09 0a" },
        // No server at hand writes what follows.
        { 27, false, $"{Nodes} 01 05 06 07 08 09 0a 0b 02 02 6731 05 06 07 01 {Id} {Time} 01 01 02 6331 {Time} {Time} 00 01 {Id} 02 6732 05 06 07 00 00 00 24 25 00 09 0a" },
        { 28, false, "04 00 00 00 02 6162 01 01 0102030405060708 05 02 000000000000f03f 40 ff 03 c0 07" },
        { 28, false, "01 01 09 00 00 01 61" },
        { 28, false, "00 00" },
        { 29, false, "00 03 616263 03 646566" },
        { 29, false, "01 02 01 61 01 62 03 646566" },
        { 30, false, "03 616263" },
        { 31, false, "01 02 01 61 01 62 01 31 01 32" },
        { 31, false, "00 0d 0d000000 0200 8161 02 8162 02 ff 01 31 01 32" },
        { 31, false, "00 0d 0d000000 ffff 8161 02 8162 02 ff 01 31 01 32" },
        { 33, false, "81 0000018000000000" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Skips_to_its_end_and_no_further(int type, bool valkey, string hex)
    {
        byte[] value = Bytes.OfHex(hex);
        RdbFlavour flavour = valkey ? RdbFlavour.Valkey : RdbFlavour.Redis;
        var cursor = new RdbCursor([.. value, 0x07, 0x07]);
        Assert.True(RdbValue.TrySkip((RdbType)type, flavour, ref cursor));
        Assert.Equal(value.Length, cursor.Position);
        for (int cut = 0; cut < value.Length; cut++)
        {
            cursor = new RdbCursor(value.AsSpan(0, cut));
            Assert.False(RdbValue.TrySkip((RdbType)type, flavour, ref cursor));
            Assert.Equal(0, cursor.Position);
        }
    }

    [Fact]
    public void Every_type_is_among_them() => Assert.Equal(
        Enum.GetValues<RdbType>().Except([RdbType.ModulePreRelease, RdbType.HashTemplateArrayReference]).Order(),
        Values.Select(row => (RdbType)row.Data.Item1).Distinct().Order());

    [Theory]
    [InlineData(6, false, "", 0)]                       // pre-release module
    [InlineData(8, false, "00", 0)]
    [InlineData(34, false, "00", 0)]
    [InlineData(25, true, "", 0)]                       // Redis's own
    [InlineData(18, false, "01 03 01 61", 1)]           // container 3
    [InlineData(7, false, "05 06 00", 1)]               // module item 6
    [InlineData(28, false, "01 02", 1)]                 // flag 2
    [InlineData(28, false, "01 00 00 04", 3)]           // element of kind 4
    [InlineData(29, false, "02", 0)]                    // names in form 2
    [InlineData(31, false, "01 81 ffffffffffffffff", 0)]
    [InlineData(31, false, "00 03 616263 01 31", 0)]    // no listpack
    [InlineData(32, false, "05", 0)]                    // its template is in a file
    [InlineData(4, false, "02 01 61 c4", 3)]
    public void What_is_wrong_is_refused_with_its_place(int type, bool valkey, string hex, long offset)
    {
        RdbFormatException wrong = Assert.Throws<RdbFormatException>(() =>
        {
            var cursor = new RdbCursor(Bytes.OfHex(hex), origin: 500);
            RdbValue.TrySkip((RdbType)type, valkey ? RdbFlavour.Valkey : RdbFlavour.Redis, ref cursor);
        });
        Assert.Equal(500 + offset, wrong.Offset);
    }

    // A count costs nothing until its elements come.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(28)]
    public void Count_beyond_the_data_waits_for_more(int type)
    {
        var cursor = new RdbCursor(Bytes.OfHex("81 ffffffffffffffff 00 00"));
        Assert.False(RdbValue.TrySkip((RdbType)type, RdbFlavour.Redis, ref cursor));
        Assert.Equal(0, cursor.Position);
    }
}
