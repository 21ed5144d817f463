using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// The last gate before the wire. A call may run the commands its tool declared and no others; at read access also
/// none that is not provably a read, whatever the tool declared. What a command may do is decided when the fence is
/// made, so a check is one look-up. Names are compared exactly: <c>CONFIG</c> with an argument <c>GET</c> is not <c>CONFIG GET</c>.
/// </summary>
internal sealed class CommandFence
{
    private readonly Dictionary<(string Name, string? Subcommand), Verdict> _verdicts = [];
    private readonly AccessLevel _access;
    private readonly IReadOnlySet<string>? _distrusted;

    /// <param name="declared">Full names the tool may run, <c>HGET</c>, <c>CONFIG GET</c>.</param>
    /// <param name="access">Access level in force for the call.</param>
    /// <param name="distrusted">Commands the live server contradicts the table on; refused at read access.</param>
    public CommandFence(IEnumerable<string> declared, AccessLevel access, IReadOnlySet<string>? distrusted = null)
    {
        (_access, _distrusted) = (access, distrusted);
        foreach (string fullName in declared)
        {
            int space = fullName.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? (fullName, null) : (fullName[..space], (string?)fullName[(space + 1)..]);
            bool read = ReadTier.Contains(fullName) && distrusted?.Contains(fullName) != true;
            _verdicts[name] = new(
                Refused: access == AccessLevel.Read && !read,
                Bare: CommandTable.Pinned.Find(fullName) is { IsContainer: true },
                RefusedWord: access == AccessLevel.Read ? HarmlessCommands.Find(fullName)?.RefusedWord : null);
        }
    }

    /// <exception cref="Fault">command_not_allowed: the tool did not declare it. read_only: it may change something.</exception>
    public void Check(RedisCommand command)
    {
        if (!_verdicts.TryGetValue((command.Name, command.Subcommand), out var verdict))
        {
            throw Undeclared(command);
        }
        if (verdict.Refused)
        {
            throw ReadOnly(command.FullName);
        }
        if (command.Arguments.Count == 0)
        {
            return;
        }
        if (verdict.Bare)
        {
            throw Undeclared(command);   // COMMAND is declared, COMMAND with a sub-command in its arguments is not
        }
        if (verdict.RefusedWord is { } word && Ascii.EqualsIgnoreCase(command.Arguments[0].Bytes.Span, word))
        {
            throw ReadOnly($"{command.FullName} {word}");
        }
    }

    /// <summary>Whether the command is among the declared ones, whatever the access level says of it.</summary>
    public bool Declares(RedisCommand command) => _verdicts.ContainsKey((command.Name, command.Subcommand));

    /// <summary>For a command that was admitted by itself (<see cref="RedisGateway"/>): at read access the live server still has its say.</summary>
    /// <exception cref="Fault">read_only.</exception>
    public void CheckAdmitted(RedisCommand command)
    {
        if (_access == AccessLevel.Read && _distrusted?.Contains(command.FullName) == true)
        {
            throw ReadOnly(command.FullName);
        }
    }

    private Fault Undeclared(RedisCommand command) =>
        _access == AccessLevel.Read && !ReadTier.Contains(command.FullName)
            ? ReadOnly(command.FullName)
            : new(ErrorCode.CommandNotAllowed, $"This tool may not run {command.FullName}.",
                "Use the tool made for it.");

    private static Fault ReadOnly(string name) =>
        new(ErrorCode.ReadOnly, $"{name} may change data or the server, and access is read-only.",
            "Reading tools work. The operator can allow changes with --access write or --access full.");

    /// <param name="Refused">Not a read, and access is read.</param>
    /// <param name="Bare">A container: allowed only without arguments, since the first one would be a sub-command.</param>
    /// <param name="RefusedWord">A first argument that turns the read into a change.</param>
    private readonly record struct Verdict(bool Refused, bool Bare, string? RefusedWord);
}
