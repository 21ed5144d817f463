using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running;
using McpRedis.Migration.Selection;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Running;

public sealed class MigrationJournalsTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private readonly TempFolder _folder = new();
    private readonly MigrationJournals _journals;

    public MigrationJournalsTests() => _journals = new MigrationJournals(() => _folder.File("journals"), TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Journal_brings_back_all_that_going_on_needs()
    {
        using (var journal = _journals.Open(Record()))
        {
            journal.Reached(new("n1", 0, "run", 17, false));
            journal.Reached(new("n1", 0, "run", 18_446_744_073_709_551_615, false));
            journal.Reached(new("n1", 5, null, 0, true));
            journal.Save(new Dictionary<string, long> { ["copied"] = 4 });
        }
        var found = _journals.Find("ada", Id)!;
        Assert.Equal([new CopyPosition("n1", 0, "run", ulong.MaxValue, false), new CopyPosition("n1", 5, null, 0, true)], found.Positions);
        Assert.Equal(4, found.Counts["copied"]);
        Assert.Equal((MigrationPath.Scan, "main", "spare"), (found.Path, found.Source.Connection, found.Target.Connection));
        var options = found.ToOptions();
        Assert.Equal(CollisionPolicy.Skip, options.Selection.Collision);
        Assert.True(options.Selection.Filter.TakesKey("a\xff"u8) && !options.Selection.Filter.TakesKey("b"u8));
        Assert.True(options.Selection.Filter.TakesSize(9) && !options.Selection.Filter.TakesSize(11));
        Assert.Equal("p:z:1", System.Text.Encoding.UTF8.GetString(options.Selection.Mapping.NameOf(1, "a:1"u8)));
    }

    [Fact]
    public void Journal_is_for_its_owner_alone()
    {
        using (var journal = _journals.Open(Record()))
        {
            journal.Save(new Dictionary<string, long>());
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("journals")));
                foreach (string file in Directory.GetFiles(_folder.File("journals")))
                {
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
                }
            }
        }
        Assert.Null(_journals.Find("bob", Id));
        Assert.NotNull(_journals.Find("ada", Id));
    }

    [Fact]
    public void Journal_is_worked_on_by_one_at_a_time()
    {
        using (var journal = _journals.Open(Record()))
        {
            Assert.Equal(ErrorCode.Conflict, Assert.Throws<Fault>(() => _journals.Open(Record())).Code);
        }
        using var again = _journals.Open(Record());
        Assert.NotNull(again);
    }

    [Fact]
    public void Journal_that_came_to_its_end_is_gone()
    {
        using (var journal = _journals.Open(Record()))
        {
            journal.Save(new Dictionary<string, long>());
            journal.End();
        }
        Assert.Null(_journals.Find("ada", Id));
        Assert.Empty(Directory.GetFiles(_folder.File("journals")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Journal_that_cannot_be_read_is_a_conflict_and_no_fresh_start(string content)
    {
        Directory.CreateDirectory(_folder.File("journals"));
        File.WriteAllText(Path.Combine(_folder.File("journals"), Id + ".json"), content);
        Assert.Equal(ErrorCode.Conflict, Assert.Throws<Fault>(() => _journals.Find("ada", Id)).Code);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("")]
    public void Id_that_is_none_finds_nothing(string id) => Assert.Null(_journals.Find("ada", id));

    [Fact]
    public void Folder_that_is_a_link_is_neither_read_written_nor_tidied_up()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links need rights there");
            return;
        }
        string theirs = Directory.CreateDirectory(_folder.File("theirs")).FullName;
        string[] files = [Path.Combine(theirs, Id + ".json"), Path.Combine(theirs, "old.json")];
        foreach (string file in files)
        {
            File.WriteAllText(file, "{}");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }
        Directory.CreateSymbolicLink(_folder.File("journals"), theirs);
        var rights = File.GetUnixFileMode(theirs);
        foreach (Action attempt in (Action[])[() => _journals.Open(Record()), () => _journals.Find("ada", Id)])
        {
            var fault = Assert.Throws<Fault>(attempt);
            Assert.Equal(ErrorCode.Conflict, fault.Code);
            Assert.Contains("is a link", fault.Message, StringComparison.Ordinal);
        }
        Assert.Equal(files.Order(), Directory.GetFiles(theirs).Order());
        Assert.Equal(rights, File.GetUnixFileMode(theirs));
    }

    [Fact]
    public void Files_of_others_in_the_folder_are_not_tidied_up()
    {
        Directory.CreateDirectory(_folder.File("journals"));
        string other = Path.Combine(_folder.File("journals"), "settings.json"), left = Path.Combine(_folder.File("journals"), new string('a', 32) + ".json");
        foreach (string file in (string[])[other, left])
        {
            File.WriteAllText(file, "{}");
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        }
        _journals.Open(Record()).Dispose();
        Assert.True(File.Exists(other));
        Assert.False(File.Exists(left));
    }

    private static JournalRecord Record() => new()
    {
        Version = JournalRecord.CurrentVersion,
        PlanId = Id,
        Principal = "ada",
        Source = new("main", "x", ["r1"]),
        Target = new("spare", "y", ["r2"]),
        Selection = new()
        {
            Patterns = [[.. "a*"u8]],
            Databases = [new(1, 0, "p:"u8.ToArray())],
            Renames = [new("a:"u8.ToArray(), "z:"u8.ToArray())],
            Limits = new(null, null, 10),
            Collision = CollisionPolicy.Skip,
        },
        ReplaceTarget = false,
        Path = MigrationPath.Scan,
        BegunAt = DateTimeOffset.UnixEpoch,
        Positions = [],
        Counts = new Dictionary<string, long>(),
    };
}
