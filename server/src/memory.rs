//! How the system's allocator keeps what is free. A server of this kind needs much memory for a moment, a few
//! times a minute, and little in between: it gives back what it does not need.

/// Sets it up. Call it before there is a second thread.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn set_up() {
    /// Pools that threads allocate from. By default each thread gets one of its own, up to eight for a core,
    /// and what one has freed is of no use to another.
    const POOLS: i32 = 2;
    /// What is at least this large is got from the system by itself and given back when it is freed, in bytes.
    /// By default this grows with what was freed once: whole pages and feeds then stay for good.
    const LARGE_BYTES: i32 = 64 * 1024;
    /// What may be free at the end of a pool, and how much more than asked for is taken there, in bytes.
    const SPARE_BYTES: i32 = 64 * 1024;
    const PAD_BYTES: i32 = 16 * 1024;
    let settings = [
        (libc::M_ARENA_MAX, POOLS),
        (libc::M_MMAP_THRESHOLD, LARGE_BYTES),
        (libc::M_TRIM_THRESHOLD, SPARE_BYTES),
        (libc::M_TOP_PAD, PAD_BYTES),
    ];
    for (setting, value) in settings {
        // What is refused stays as it was, and that is no more than memory.
        #[expect(
            unsafe_code,
            reason = "there is no other way to tell the C library; it takes two numbers"
        )]
        // SAFETY: it takes two numbers by value, and locks what it changes.
        let _ = unsafe { libc::mallopt(setting, value) };
    }
}

/// Nothing elsewhere: other allocators have other settings.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn set_up() {}
