using System.Reflection;
using RetailGrains.Access;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger.Audit;

namespace RetailGrains.Tests.Unit.Access;

/// <summary>What a silo requires of administrative calls, and what it audits.</summary>
public sealed class GuardedCallsTests
{
    private static readonly Subject Ann = new("ann", null, ["viewer"], default, []);

    public static TheoryData<object?, string?> Arguments =>
        new() { { "ann", "ann" }, { Ann, "ann" }, { 7, null }, { new SubjectSecret("hash", default, null), null }, { null, null } };

    public static TheoryData<object?, string> Results => new()
    {
        { SubjectAddition.Added, "Done" },
        { SubjectAddition.Exists, "Refused" },
        { SubjectAddition.Full, "Refused" },
        { SubjectRemoval.Removed, "Done" },
        { SubjectRemoval.Unknown, "Refused" },
        { SubjectRemoval.LastOperator, "Refused" },
        { RolesChange.Changed, "Done" },
        { RolesChange.Unknown, "Refused" },
        { RolesChange.LastOperator, "Refused" },
        { new SubjectStanding(Ann, 0), "Done" },
        { default(SubjectStanding), "Refused" },
        { Ann, "Done" },
        { true, "Done" },
        { false, "Refused" },
        { null, "Refused" },
        { ImportOf(undo: null), "Refused" },
        { ImportOf(new ImportUndoStatus(ImportPhase.Running, ImportUndoCounts.None, default)), "Done" },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public void The_audited_target_is_the_id_in_the_argument(object? argument, string? target) =>
        Assert.Equal(target, GuardedCalls.TargetOf(argument));

    [Theory]
    [MemberData(nameof(Results))]
    public void The_audited_result_shows_whether_anything_was_done(object? result, string outcome) =>
        Assert.Equal(Enum.Parse<AuditOutcome>(outcome), GuardedCalls.OutcomeOf(result));

    [Fact]
    public void Methods_that_create_delete_and_show_secrets_require_a_role()
    {
        MethodInfo[] methods = [.. typeof(ISubjectGrain).GetMethods(), .. typeof(ISubjectDirectoryGrain).GetMethods()];
        // Every process reads when tokens were revoked, and these times are not secret.
        Assert.Equal([nameof(ISubjectGrain.ValidityAsync)], methods.Where(method => !RequiresRole(method)).Select(method => method.Name));
    }

    /// <summary>Figure grains are not guarded grains: they check the caller in the one method that requires a role.</summary>
    [Fact]
    public void Every_grain_whose_interface_requires_a_role_asks_for_it()
    {
        Type[] guarded =
            [.. typeof(IFigureGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.GetMethods().Any(RequiresRole))];
        Assert.Contains(typeof(ISubjectGrain), guarded);
        foreach (Type grain in guarded)
        {
            Type[] classes = [.. typeof(GuardedGrain).Assembly.GetTypes().Where(type =>
                type is { IsClass: true, IsAbstract: false } && grain.IsAssignableFrom(type) && typeof(Grain).IsAssignableFrom(type))];
            Assert.NotEmpty(classes);
            Assert.All(classes, type => Assert.True(
                typeof(GuardedGrain).IsAssignableFrom(type) || typeof(FigureGrain).IsAssignableFrom(type),
                $"{type} does not check what {grain} requires."));
        }
    }

    private static ImportStatus ImportOf(ImportUndoStatus? undo) =>
        new("file", ImportPhase.Running, 0, null, 0, 0, 0, 0, 0, default, null, null, Undo: undo);

    private static bool RequiresRole(MethodInfo method) => method.GetCustomAttribute<RequiresRoleAttribute>() is not null;
}
