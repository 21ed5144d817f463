using FsCheck;
using FsCheck.Fluent;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Guard;

public sealed class GuardPolicyTests
{
    // Rows of facts and the verdict on them: risk, access, confirm. All there are, as contracts promise them.
    private const string Table = """
        Read        Read  Destructive Allow
        Read        Read  Writes      Allow
        Read        Read  Never       Allow
        Read        Write Destructive Allow
        Read        Write Writes      Allow
        Read        Write Never       Allow
        Read        Full  Destructive Allow
        Read        Full  Writes      Allow
        Read        Full  Never       Allow
        Write       Read  Destructive Deny
        Write       Read  Writes      Deny
        Write       Read  Never       Deny
        Write       Write Destructive Allow
        Write       Write Writes      Confirm
        Write       Write Never       Allow
        Write       Full  Destructive Allow
        Write       Full  Writes      Confirm
        Write       Full  Never       Allow
        Destructive Read  Destructive Deny
        Destructive Read  Writes      Deny
        Destructive Read  Never       Deny
        Destructive Write Destructive Confirm
        Destructive Write Writes      Confirm
        Destructive Write Never       Allow
        Destructive Full  Destructive Confirm
        Destructive Full  Writes      Confirm
        Destructive Full  Never       Allow
        Admin       Read  Destructive Deny
        Admin       Read  Writes      Deny
        Admin       Read  Never       Deny
        Admin       Write Destructive Deny
        Admin       Write Writes      Deny
        Admin       Write Never       Deny
        Admin       Full  Destructive Confirm
        Admin       Full  Writes      Confirm
        Admin       Full  Never       Allow
        """;

    private static Gen<(Risk Risk, AccessLevel Access, ConfirmPolicy Confirm)> Facts =>
        from risk in Gen.Elements(Enum.GetValues<Risk>())
        from access in Gen.Elements(Enum.GetValues<AccessLevel>())
        from confirm in Gen.Elements(Enum.GetValues<ConfirmPolicy>())
        select (risk, access, confirm);

    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (string line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                rows.Add(words[0], words[1], words[2], words[3]);
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Verdict_is_as_the_table_says(string risk, string access, string confirm, string verdict) =>
        Assert.Equal(verdict, GuardPolicy.Decide(Enum.Parse<Risk>(risk), Enum.Parse<AccessLevel>(access), Enum.Parse<ConfirmPolicy>(confirm)).ToString());

    [Fact]
    public void Table_has_every_row() => Assert.Equal(
        Enum.GetValues<Risk>().Length * Enum.GetValues<AccessLevel>().Length * Enum.GetValues<ConfirmPolicy>().Length, Rows.Count);

    [Fact]
    public void Danger_passes_unasked_only_when_the_operator_said_never() => Hold(f =>
        f.Risk < Risk.Destructive || f.Confirm == ConfirmPolicy.Never || GuardPolicy.Decide(f.Risk, f.Access, f.Confirm) != Verdict.Allow);

    [Fact]
    public void Read_access_never_lets_a_change_through() => Hold(f =>
        f.Access != AccessLevel.Read || f.Risk == Risk.Read || GuardPolicy.Decide(f.Risk, f.Access, f.Confirm) == Verdict.Deny);

    [Fact]
    public void More_risk_is_never_judged_milder() => Hold(f =>
        f.Risk == Risk.Admin || GuardPolicy.Decide(f.Risk + 1, f.Access, f.Confirm) >= GuardPolicy.Decide(f.Risk, f.Access, f.Confirm));

    [Fact]
    public void Less_access_is_never_judged_milder() => Hold(f =>
        f.Access == AccessLevel.Read || GuardPolicy.Decide(f.Risk, f.Access - 1, f.Confirm) >= GuardPolicy.Decide(f.Risk, f.Access, f.Confirm));

    [Fact]
    public void What_is_listed_is_what_is_not_always_denied() => Hold(f =>
        (f.Risk <= GuardPolicy.HighestRisk(f.Access)) == (GuardPolicy.Decide(f.Risk, f.Access, f.Confirm) != Verdict.Deny)
        && (f.Access >= GuardPolicy.LowestAccess(f.Risk)) == (f.Risk <= GuardPolicy.HighestRisk(f.Access)));

    private static void Hold(Func<(Risk Risk, AccessLevel Access, ConfirmPolicy Confirm), bool> law) =>
        Prop.ForAll(Facts.ToArbitrary(), law).Check(500);
}
