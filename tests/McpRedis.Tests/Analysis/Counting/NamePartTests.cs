using System.Text;
using McpRedis.Analysis.Counting;

namespace McpRedis.Tests.Analysis.Counting;

public sealed class NamePartTests
{
    [Theory]
    [InlineData("user", "user")]
    [InlineData("42", "{n}")]
    [InlineData("7", "{n}")]
    [InlineData("v2", "v2")]
    [InlineData("user1001", "user{n}")]
    [InlineData("2026-11-22", "{n}-{n}-{n}")]
    [InlineData("{1001}", "{{n}}")]
    [InlineData("{5}", "{{n}}")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "{uuid}")]
    [InlineData("9b74c9897bac770ffc029ead", "{hex}")]
    [InlineData("deadbeef", "deadbeef")]
    [InlineData("", "")]
    public void Fold(string part, string folded)
    {
        byte[] to = new byte[NamePart.MostBytes];
        Assert.Equal(folded, Encoding.ASCII.GetString(to, 0, NamePart.Fold(Encoding.ASCII.GetBytes(part), to)));
    }

    [Fact]
    public void Long_and_strange_parts_stay_within_their_room()
    {
        var random = new Random(11);
        byte[] to = new byte[NamePart.MostBytes];
        for (int i = 0; i < 5000; i++)
        {
            byte[] part = new byte[random.Next(200)];
            random.NextBytes(part);
            for (int j = 0; j < part.Length && i % 2 == 0; j++)
            {
                part[j] = (byte)"0123456789a{}"[part[j] % 13];
            }
            Assert.InRange(NamePart.Fold(part, to), 0, NamePart.MostBytes);
        }
    }
}
