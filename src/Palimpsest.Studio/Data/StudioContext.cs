using Microsoft.EntityFrameworkCore;

namespace Palimpsest.Studio.Data;

/// <summary>The database's tables.</summary>
internal sealed class StudioContext(DbContextOptions<StudioContext> options) : DbContext(options)
{
    public DbSet<JobRow> Jobs => Set<JobRow>();

    public DbSet<RequestRow> Requests => Set<RequestRow>();

    public DbSet<RequestPictureRow> RequestPictures => Set<RequestPictureRow>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public DbSet<PictureRow> Pictures => Set<PictureRow>();

    public DbSet<ParentRow> Parents => Set<ParentRow>();

    public DbSet<StateRow> States => Set<StateRow>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<JobRow>(job =>
        {
            job.HasKey(row => row.Id);
            job.HasIndex(row => row.IdempotencyKey).IsUnique();
            job.HasIndex(row => new { row.State, row.Order });
            job.HasIndex(row => row.Order);
            job.HasIndex(row => row.EndedAt);
            job.HasIndex(row => row.Tag);
        });
        model.Entity<RequestRow>().HasKey(row => row.JobId);
        model.Entity<RequestPictureRow>().HasKey(row => new { row.JobId, row.Hash });
        model.Entity<EventRow>(entry =>
        {
            entry.HasKey(row => row.Sequence);
            entry.Property(row => row.Sequence).ValueGeneratedOnAdd();
            entry.HasIndex(row => row.JobId);
        });
        model.Entity<PictureRow>(picture =>
        {
            picture.HasKey(row => row.Id);
            picture.Property(row => row.Id).ValueGeneratedOnAdd();
            picture.HasIndex(row => new { row.JobId, row.Kind, row.Item, row.Index }).IsUnique();
            picture.HasIndex(row => row.CreatedAt);
            picture.HasMany(row => row.Parents).WithOne().HasForeignKey(parent => parent.PictureId);
        });
        model.Entity<ParentRow>(parent =>
        {
            parent.HasKey(row => new { row.PictureId, row.Place });
            parent.HasIndex(row => row.ParentId);
        });
        model.Entity<StateRow>().HasKey(row => row.Key);
    }
}
