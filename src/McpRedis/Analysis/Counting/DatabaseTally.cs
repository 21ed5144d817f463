namespace McpRedis.Analysis.Counting;

/// <summary>Keys of one database.</summary>
internal sealed class DatabaseTally(int database)
{
    public int Database => database;

    public Tally All;
}
