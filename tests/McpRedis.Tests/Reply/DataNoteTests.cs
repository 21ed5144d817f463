using McpRedis.Reply;

namespace McpRedis.Tests.Reply;

public sealed class DataNoteTests
{
    [Fact]
    public void Boundary_is_there_twice_and_new_each_time()
    {
        var boundaries = new HashSet<string>();
        for (int i = 0; i < 1000; i++)
        {
            string note = DataNote.Make();
            Assert.Matches(@"^\[[0-9a-f]{20}\] .* \[[0-9a-f]{20}\]$", note);
            Assert.Equal(note[..22], note[^22..]);
            Assert.True(boundaries.Add(note[..22]));
        }
    }

    [Fact]
    public void Note_is_short() => Assert.InRange(DataNote.Make().Length, 1, 160);
}
