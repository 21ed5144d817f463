using McpRedis.Rdb;
using McpRedis.Rdb.Elements;
using McpRedis.Tests.Rdb.Packed;

namespace McpRedis.Tests.Rdb.Elements;

public sealed class RdbElementsTests
{
    private static readonly string[] Ab = ["a=1", "b=two"];

    [Fact]
    public void Every_old_layout_has_its_elements() => Assert.Equal(
        [
            "List: 1,two,1", "Set: 1,two", "Hash: a=1,b=two", "ZSet: a:3.5,b:-1E+300,c:Infinity,d:-Infinity", "ZSet2: a:0.1,b:-Infinity",
            "HashZipmap: a=1,b=two", "ListZiplist: 1,two,1", "SetIntset: 1,2,1000", "ZSetZiplist: b:-7,a:3.5", "HashZiplist: a=1,b=two",
            "ListQuicklist: 1,two,1", "ListQuicklist2: 1,two,1",
        ],
        SampleValues.Old.Where(sample => !sample.Type.IsStream())
            .Select(sample => $"{sample.Type}: {string.Join(',', ElementText.Of(RdbFlavour.Redis, sample.Type, sample.Value))}"));

    [Fact]
    public void Hashes_with_TTLs_in_every_layout()
    {
        string[] expected = ["a=1", $"b=two@{SampleValues.LaterMs}", "c=3@1"];
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Redis, RdbType.Hash22, SampleValues.PreReleaseHash()));
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash()));
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Redis, RdbType.HashMetadata, SampleValues.RedisHash()));
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Redis, RdbType.HashListpackExPreRelease, SampleValues.PackedHash(withEarliest: false)).Order());
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Redis, RdbType.HashListpackEx, SampleValues.PackedHash(withEarliest: true)).Order());
    }

    [Fact]
    public void Hashes_of_templates() => Assert.All(
        SampleValues.New.Where(sample => sample.Type.IsTemplate()),
        sample => Assert.Equal(Ab, ElementText.Of(RdbFlavour.Redis, sample.Type, sample.Value)));

    [Fact]
    public void Arrays_keep_their_positions() => Assert.Equal(
        ["0=zero", "1=-5", "5=2.5", "1000000=far"],
        ElementText.Of(RdbFlavour.Redis, RdbType.Array, SampleValues.New.First(sample => sample.Type == RdbType.Array).Value));

    [Fact]
    public void Strings_are_decoded_whatever_their_form()
    {
        Assert.Equal(["abc"], ElementText.Of(RdbFlavour.Redis, RdbType.String, Bytes.OfHex("03616263")));
        Assert.Equal(["-12345"], ElementText.Of(RdbFlavour.Redis, RdbType.String, Bytes.OfHex("c1c7cf")));
        Assert.Equal(["abcdebcdebcdebcdebc"], ElementText.Of(RdbFlavour.Redis, RdbType.String, Bytes.OfHex("c3 09 13 04 6162636465 e0 05 03")));
    }

    [Fact]
    public void More_or_fewer_values_than_a_template_has_fields_are_refused()
    {
        foreach (object[] values in new object[][] { [7, 1], [7, 1, 2, 3] })
        {
            byte[] value = SampleValues.Make(e => { e.Length(0); e.String(PackedBytes.Listpack("a", "b")); e.String(PackedBytes.Listpack(values)); });
            Assert.Throws<RdbFormatException>(() => ElementText.Of(RdbFlavour.Redis, RdbType.HashTemplateListpack, value));
        }
    }

    [Theory]
    [InlineData((int)RdbType.List, "02 0161")]                 // one of two
    [InlineData((int)RdbType.List, "00")]                      // none
    [InlineData((int)RdbType.List, "01 0161 00")]              // more behind
    [InlineData((int)RdbType.Set, "81 ffffffffffffffff 0161")] // 2^64 - 1
    [InlineData((int)RdbType.ZSet, "01 0161 fd")]              // NaN
    [InlineData((int)RdbType.ZSet, "01 0161 03 616263")]       // not a number
    [InlineData((int)RdbType.ZSet2, "01 0161 000000000000f87f")]
    [InlineData((int)RdbType.HashMetadata, "ffffffffffffff7f 01 02 0161 0162")] // later than all time
    [InlineData((int)RdbType.ListQuicklist2, "01 03 0161")]    // no such container
    [InlineData((int)RdbType.Array, "01 00 00 04 0161")]       // no such tag
    [InlineData((int)RdbType.HashTemplateListpackReference, "00")]
    [InlineData((int)RdbType.ModulePreRelease, "00")]
    [InlineData(99, "00")]
    public void What_is_wrong_is_refused(int type, string hex) =>
        Assert.Throws<RdbFormatException>(() => ElementText.Of(RdbFlavour.Redis, (RdbType)type, Bytes.OfHex(hex)));
}
