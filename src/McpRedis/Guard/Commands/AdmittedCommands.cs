using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>
/// The fence of a tool that runs what its caller names: not names but the very commands of this call that were judged,
/// found open at the access level, and confirmed where they have to be. The gateway lets these through and the tool's
/// declared ones, and nothing else.
/// </summary>
internal sealed class AdmittedCommands(CallGuard guard)
{
    private readonly HashSet<RedisCommand> _commands = new(ReferenceEqualityComparer.Instance);

    public AccessLevel Access => guard.Access;

    public bool Contains(RedisCommand command) => _commands.Contains(command);

    /// <summary>Opens the gateway for the commands of a plan.</summary>
    /// <exception cref="Fault">read_only, access_denied, or confirmation_required; nothing was done.</exception>
    public void Admit(CommandPlan plan)
    {
        foreach (var ruling in plan.Rulings)
        {
            RequireAccess(ruling);
        }
        if (plan.Risk > Risk.Read)
        {
            guard.Require(plan.Risk, plan.Effect);
        }
        _commands.UnionWith(plan.Commands);
    }

    /// <summary>Throws when the command is above the access level whatever is looked up about it.</summary>
    public void RequireAccess(CommandRuling ruling)
    {
        if (guard.Access == AccessLevel.Read && ruling.Risk != Risk.Read)
        {
            throw new Fault(ErrorCode.ReadOnly, $"{ruling.Name} {ruling.Reason}, and access is read-only. Nothing was sent.",
                "Reading commands work. The operator can allow changes with --access write or --access full.");
        }
        if (guard.Access == AccessLevel.Write && ruling.Risk == Risk.Admin)
        {
            throw new Fault(ErrorCode.AccessDenied, $"{ruling.Name} {ruling.Reason}, which needs full access. Nothing was sent.", "Ask the operator; a tool cannot raise the access level.");
        }
    }
}
