using System.Buffers;
using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

public sealed class DumpPayloadTests
{
    private const string Ten = "00 c0 0a 0a00 0102030405060708";
    private const string Meta = "f3 01 00000001 01 05 00";

    [Fact]
    public void Written_payload_is_parsed_into_what_it_was_made_of()
    {
        var payload = new ArrayBufferWriter<byte>();
        DumpPayload.Write(payload, Bytes.OfHex(Meta), RdbType.List, Bytes.OfHex("01 01 61"), 13);
        Assert.Equal(DumpPayload.Size(Bytes.OfHex(Meta), Bytes.OfHex("01 01 61")), payload.WrittenCount);
        Assert.True(DumpPayload.TryParse(payload.WrittenSpan, RdbFlavour.Redis, out DumpView view));
        Assert.Equal(Bytes.OfHex(Meta), view.Meta);
        Assert.Equal((RdbType.List, (ushort)13, DumpChecksum.Right), (view.Type, view.Version, view.Checksum));
        Assert.Equal("010161", Bytes.Hex(view.Value));
    }

    [Fact]
    public void Checksum_is_right_absent_or_wrong()
    {
        var payload = new ArrayBufferWriter<byte>();
        DumpPayload.Write(payload, [], RdbType.String, Bytes.OfHex("c0 0a"), 10);
        byte[] bytes = payload.WrittenSpan.ToArray();
        Assert.Equal(DumpChecksum.Right, Checksum(bytes));
        bytes[1] ^= 1;
        Assert.Equal(DumpChecksum.Wrong, Checksum(bytes));
        bytes.AsSpan()[^8..].Clear();
        Assert.Equal(DumpChecksum.Absent, Checksum(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00 0a00 0102030405060708 ", true)]
    [InlineData("0a00 0102030405060708")]
    [InlineData("f3 01 00000001 01 0a00 0102030405060708")]     // metadata without an end
    [InlineData("f3 01 00000001 00 0a00 0102030405060708")]     // and without a type after it
    public void What_is_too_short_is_none(string hex, bool parses = false) =>
        Assert.Equal(parses, DumpPayload.TryParse(Bytes.OfHex(hex), RdbFlavour.Redis, out _));

    // Valkey gives 243 no meaning in payloads, so there it can only be a type that nobody knows.
    [Fact]
    public void Metadata_are_Redis_s_alone()
    {
        Assert.True(DumpPayload.TryParse([.. Bytes.OfHex(Meta), .. Bytes.OfHex(Ten)], RdbFlavour.Valkey, out DumpView view));
        Assert.Equal(243, (int)view.Type);
        Assert.True(view.Meta.IsEmpty);
    }

    private static DumpChecksum Checksum(byte[] payload) => DumpPayload.TryParse(payload, RdbFlavour.Redis, out DumpView view) ? view.Checksum : throw new InvalidOperationException("not parsed");
}
